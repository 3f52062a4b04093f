import type { LeafAt } from '../../formats/key-tree.ts'
import type { ScalarNode } from '../../formats/tree.ts'
import { isCredentialPath } from './credential-key.ts'
import { type EncryptedFile, keyOf } from './encrypted-files.ts'
import type { PlainFile } from './likeness.ts'
import { isRealValue } from './real-value.ts'
import { isReference } from './reference.ts'

/** A key with a real value. */
export interface Filled {
  readonly path: readonly string[]
  readonly node: ScalarNode
}

/** What one reading of a file holds. */
export interface Values {
  readonly leaves: readonly LeafAt[]
  readonly filled: readonly Filled[]
}

export const valuesOf = (leaves: readonly LeafAt[]): Values => ({
  leaves,
  filled: leaves.flatMap(({ path, node }) =>
    node.kind === 'scalar' && isRealValue(node.value) && !isReference(node.value) ? [{ path, node }] : [],
  ),
})

export const plainFile = (path: string, { leaves, filled }: Values): PlainFile => ({
  name: path.slice(path.lastIndexOf('/') + 1),
  keys: new Set(leaves.map((leaf) => keyOf(leaf.path))),
  filled: new Set(filled.map((leaf) => keyOf(leaf.path))),
  random: new Set(filled.filter(({ node }) => looksRandom.test(String(node.value))).map((leaf) => keyOf(leaf.path))),
})

const looksRandom = /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w+/=-]{16,}$/

/** The first credential, or the first value that is encrypted in the repository. */
export const firstSealed = (filled: readonly Filled[], file: EncryptedFile): Filled | undefined => {
  const sealed = filled.filter(({ path }) => file.sealed.has(keyOf(path)))
  return sealed.find(({ path }) => isCredentialPath(path)) ?? sealed[0]
}
