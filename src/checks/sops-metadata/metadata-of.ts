import { CannotCheckError } from '../../model/errors.ts'
import type { Document } from '../../model/rule.ts'
import { type EncryptedFile, readEncryptedFile } from '../../sops/encrypted-file.ts'

/** Documents of which somebody has already said that their metadata cannot be read. */
const refused = new WeakSet<Document>()

/** The file with metadata that a document is; throws CannotCheckError, once a document, where they cannot be read. */
export const encryptedFileOf = async (document: Document): Promise<EncryptedFile | undefined> => {
  const file = await readEncryptedFile(document.path, document.text)
  if (file === undefined || file.metadata.block.end > 0) return file
  if (refused.has(document)) return undefined
  refused.add(document)
  const reason = file.problems[0]?.message ?? 'it has no sops block'
  throw new CannotCheckError(
    `${document.path}: has SOPS metadata that cannot be read as ${file.store.toUpperCase()}: ${reason}`,
  )
}
