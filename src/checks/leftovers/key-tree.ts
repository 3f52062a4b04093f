import type { Context, Document, Hit, Rule } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import { type EncryptedFile, encryptedFiles } from './encrypted-files.ts'
import { mayResemble, mostAlike } from './likeness.ts'
import { readingsOfFile } from './parse.ts'
import { type Filled, firstSealed, plainFile, valuesOf } from './plain-values.ts'

/** An encrypted file of a repository is small; the structure of anything larger is not worth the wait in a hook. */
const mostBytes = 256 * 1024

// A key whose name may say credential; a file without one is not worth reading the repository for.
const telling =
  /(?:secret|passw|passphrase|pwd|token|bearer|key|credential|connection)[\w. -]{0,60}[\\"']{0,4}[ \t]{0,20}[:=]/i

// Where `sops edit` puts the plaintext, under the name of the encrypted file.
const editFolder = /\/\d{1,10}\/[^/]+$/

/** A leftover is recognised by its keys: they are those of a file that stands encrypted in the repository. */
export const leftoverKeyTree: Rule = {
  meta: {
    id: 'leftover-key-tree',
    summary: 'repeats the keys of an encrypted file in plaintext',
    severity: 'high',
    why: 'A file with the keys of an encrypted file and values in plaintext is what somebody wrote before encrypting it.',
    remedy: 'Overwrite and remove it with `leaktight shred`.',
    references: ['https://getsops.io/docs/'],
  },
  needs: ['content', 'machine'],
  wholeOnly: true,
  mayHit: (bytes, path) => editFolder.test(path) || (bytes.length <= mostEmbedding && telling.test(latin1(bytes))),
  async *check(document: Document, context: Context): AsyncGenerator<Hit> {
    if (context.repository === undefined) return
    const asFile = await hitInFile(document, context)
    if (asFile !== undefined) return yield asFile
    if (!mayEmbed(document)) return
    const { embeddedHit } = await import('./embedded-hit.ts')
    const within = await embeddedHit(document, await encryptedFiles(context))
    if (within !== undefined) yield within
  },
}

/** What stands in a history or a swap file was written by hand, and keeps to some lines. */
const mostEmbedding = 32 * 1024 * 1024

const latin1 = ({ buffer, byteOffset, length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString('latin1')

const mayEmbed = ({ bytes, slice }: Document): boolean =>
  bytes.length <= mostEmbedding && telling.test(slice(0, bytes.length))

/** The file as a whole repeats the keys. */
const hitInFile = async (document: Document, context: Context): Promise<Hit | undefined> => {
  if (document.binary || document.bytes.length > mostBytes) return undefined
  if (!telling.test(document.text) && !editFolder.test(document.path)) return undefined
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
