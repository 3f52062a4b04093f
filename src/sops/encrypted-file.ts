import { readSopsFile, type SopsFile } from './document.ts'
import { type LineFile, readLineFile } from './line-file.ts'

/** A file that SOPS wrote in any store. */
export type EncryptedFile = Pick<SopsFile | LineFile, 'store' | 'policy' | 'leaves' | 'problems'> &
  Pick<SopsFile, 'trailing'>

/** Reads a file with SOPS metadata in any store, whatever it is called; undefined for any other file. */
export const readEncryptedFile = async (path: string, text: string): Promise<EncryptedFile | undefined> =>
  (await readSopsFile(path, text)) ?? readLineFile(path, text)
