import { lineStoreOf, maybeBlock } from './sniff.ts'

/** The file carries SOPS metadata in any store, whatever it is called. */
export const hasMetadata = async (path: string, text: string): Promise<boolean> => {
  if (lineStoreOf(text) === undefined && !maybeBlock(text)) return false // most files, for which no reader is loaded
  const { readEncryptedFile } = await import('./encrypted-file.ts')
  return (await readEncryptedFile(path, text)) !== undefined
}
