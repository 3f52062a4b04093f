import type { LeafAt } from '../../formats/key-tree.ts'
import type { ScalarNode } from '../../formats/tree.ts'
import type { Context, Document, Hit, Rule } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import { isCredentialPath } from './credential-key.ts'
import { type EncryptedFile, encryptedFiles, keyOf } from './encrypted-files.ts'
import { mayResemble, mostAlike, type PlainFile } from './likeness.ts'
import { readingsOfFile } from './parse.ts'
import { isRealValue } from './real-value.ts'

/** An encrypted file of a repository is small; the structure of anything larger is not worth the wait in a hook. */
const mostBytes = 256 * 1024

// A key whose name may say credential; a file without one is not worth reading the repository for.
const telling =
  /(?:secret|passw|passphrase|pwd|token|bearer|key|credential|connection)[\w. -]{0,60}["']?[ \t]{0,20}[:=]/i

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
  textOnly: true,
  wholeOnly: true,
  async *check(document: Document, context: Context): AsyncGenerator<Hit> {
    if (context.repository === undefined || document.bytes.length > mostBytes) return
    if (!telling.test(document.text) && !editFolder.test(document.path)) return
    const text = document.text.toLowerCase()
    const encrypted = (await encryptedFiles(context)).filter((file) => mayResemble(text, file))
    if (encrypted.length === 0) return
    for (const leaves of await readingsOfFile(document.path, document.text)) {
      const values = valuesOf(leaves)
      const file = values.filled.length === 0 ? undefined : await mostAlike(plainFile(document.path, values), encrypted)
      if (file !== undefined) return yield hitAt(values.filled, file, document)
    }
  },
}

interface Filled {
  readonly path: readonly string[]
  readonly node: ScalarNode
}

interface Values {
  readonly leaves: readonly LeafAt[]
  readonly filled: readonly Filled[]
}

const valuesOf = (leaves: readonly LeafAt[]): Values => ({
  leaves,
  filled: leaves.flatMap(({ path, node }) =>
    node.kind === 'scalar' && isRealValue(node.value) ? [{ path, node }] : [],
  ),
})

const plainFile = (path: string, { leaves, filled }: Values): PlainFile => ({
  name: path.slice(path.lastIndexOf('/') + 1),
  keys: new Set(leaves.map((leaf) => keyOf(leaf.path))),
  filled: new Set(filled.map((leaf) => keyOf(leaf.path))),
})

/** At the first credential, or at the first value that is encrypted in the repository. */
const hitAt = (filled: readonly Filled[], file: EncryptedFile, document: Document): Hit => {
  const sealed = filled.filter(({ path }) => file.sealed.has(keyOf(path)))
  const first = sealed.find(({ path }) => isCredentialPath(path)) ?? sealed[0]
  const found: Hit = { note: `repeats the keys of ${file.path}`, details: { like: file.path } }
  if (first === undefined) return found
  const { start, end, value } = first.node
  return { ...found, span: document.spanOfText(start, end), secret: new Secret(String(value)) }
}
