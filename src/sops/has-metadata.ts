import { readSopsFile } from './document.ts'
import { hasLineMetadata } from './sniff.ts'

/** The file carries SOPS metadata in any store, whatever it is called. */
export const hasMetadata = async (path: string, text: string): Promise<boolean> =>
  hasLineMetadata(text) || (await readSopsFile(path, text)) !== undefined
