import { readEncryptedFile } from './encrypted-file.ts'

/** The file carries SOPS metadata in any store, whatever it is called. */
export const hasMetadata = async (path: string, text: string): Promise<boolean> =>
  (await readEncryptedFile(path, text)) !== undefined
