import { CannotCheckError } from '../../model/errors.ts'
import type { Context, Document } from '../../model/rule.ts'
import { readEncryptedFile } from '../../sops/document.ts'
import type { OpenedFile } from './credential-ages.ts'

/** A document as far as it could be read, and why no key opened it where one was to. */
export interface ReadDocument {
  readonly file?: OpenedFile
  readonly unopened?: CannotCheckError
}

/** Reads an encrypted file, and opens it where somebody asked for that; the values stay where they are opened. */
export const readDocument = async (document: Document, context: Context): Promise<ReadDocument> => {
  const { path, text } = document
  if (context.keys !== undefined) {
    const { verdictOf } = await import('../sops-decrypted/verdict.ts')
    try {
      const verdict = await verdictOf(document, context)
      return verdict === undefined
        ? plain(path, text)
        : { file: { path, text, sops: verdict.file, facts: verdict.facts } }
    } catch (error) {
      if (!(error instanceof CannotCheckError)) throw error
      return { ...(await plain(path, text)), unopened: error }
    }
  }
  return plain(path, text)
}

const plain = async (path: string, text: string): Promise<ReadDocument> => {
  const sops = await readEncryptedFile(path, text)
  return sops === undefined ? {} : { file: { path, text, sops } }
}
