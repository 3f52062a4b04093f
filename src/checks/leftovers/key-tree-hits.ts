import type { Context, Document, Hit } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import { type EncryptedFile, encryptedFiles } from './encrypted-files.ts'
import { mayResemble, mostAlike } from './likeness.ts'
import { readingsOfFile } from './parse.ts'
import { type Filled, firstSealed, plainFile, valuesOf } from './plain-values.ts'

/** An encrypted file of a repository is small; the structure of anything larger is not worth the wait in a hook. */
const mostBytes = 256 * 1024

/** The file as a whole repeats the keys of an encrypted file, or some lines in it do. */
export const keyTreeHit = async (document: Document, context: Context, mayEmbed: boolean): Promise<Hit | undefined> => {
  const asFile = await hitInFile(document, context)
  if (asFile !== undefined || !mayEmbed) return asFile
  const { embeddedHit } = await import('./embedded-hit.ts')
  return embeddedHit(document, await encryptedFiles(context))
}

const hitInFile = async (document: Document, context: Context): Promise<Hit | undefined> => {
  if (document.binary || document.bytes.length > mostBytes) return undefined
  const text = document.text.toLowerCase()
  const encrypted = (await encryptedFiles(context)).filter((file) => mayResemble(text, file))
  if (encrypted.length === 0) return undefined
  for (const leaves of await readingsOfFile(document.path, document.text)) {
    const values = valuesOf(leaves)
    const file = values.filled.length === 0 ? undefined : await mostAlike(plainFile(document.path, values), encrypted)
    if (file !== undefined) return hitAt(values.filled, file, document)
  }
  return undefined
}

/** At the first credential, or at the first value that is encrypted in the repository. */
const hitAt = (filled: readonly Filled[], file: EncryptedFile, document: Document): Hit => {
  const first = firstSealed(filled, file)
  const found: Hit = { note: `repeats the keys of ${file.path}`, details: { like: file.path } }
  if (first === undefined) return found
  const { start, end, value } = first.node
  return { ...found, span: document.spanOfText(start, end), secret: new Secret(String(value)) }
}
