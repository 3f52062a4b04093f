import type { Context, Document, Hit, Rule } from '../../model/rule.ts'

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
    const mayEmbed = document.bytes.length <= mostEmbedding && telling.test(document.slice(0, document.bytes.length))
    if (!mayEmbed && !mayRepeat(document)) return
    const { keyTreeHit } = await import('./key-tree-hits.ts')
    const hit = await keyTreeHit(document, context, mayEmbed)
    if (hit !== undefined) yield hit
  },
}

/** What stands in a history or a swap file was written by hand, and keeps to some lines. */
const mostEmbedding = 32 * 1024 * 1024

const latin1 = ({ buffer, byteOffset, length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString('latin1')

const mayRepeat = ({ binary, text, path }: Document): boolean =>
  !binary && (telling.test(text) || editFolder.test(path))
