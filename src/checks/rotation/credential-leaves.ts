import type { Leaf, EncryptedFile as SopsFile } from '../../sops/document.ts'
import { keyPairHalf, namesCredential } from './credential-names.ts'
import { keyIdGeneration } from './key-id.ts'

/** A leaf that holds a credential. */
export interface CredentialLeaf {
  readonly leaf: Leaf
  /** A readable key id says that it was issued before 2020. */
  readonly oldKeyId: boolean
}

/** What one mapping of the file says about AWS keys. */
interface Siblings {
  readonly ids: Leaf[]
  readonly secrets: Leaf[]
  readonly visible: { readonly leaf: Leaf; readonly generation: 'old' | 'new' }[]
}

/**
 * The credentials of an encrypted file, in file order: every encrypted leaf whose key says so, and every readable key id
 * of the old generation that cannot be joined to one of them.
 */
export const credentialLeaves = (file: SopsFile): CredentialLeaf[] => {
  const found = new Map<Leaf, CredentialLeaf>()
  for (const leaf of file.leaves) if (isCredential(leaf)) found.set(leaf, { leaf, oldKeyId: false })
  for (const siblings of mappingsOf(file)) {
    for (const leaf of oldKeyLeaves(siblings)) found.set(leaf, { leaf, oldKeyId: true })
  }
  return [...found.values()].sort((a, b) => a.leaf.start - b.leaf.start)
}

const isCredential = (leaf: Leaf): boolean =>
  leaf.encrypted !== undefined && leaf.encrypted.type !== 'comment' && namesCredential(leaf.path)

const mappingsOf = (file: SopsFile): Iterable<Siblings> => {
  const mappings = new Map<string, Siblings>()
  for (const leaf of file.leaves) {
    const parent = JSON.stringify(leaf.path.slice(0, -1))
    const siblings = mappings.get(parent) ?? { ids: [], secrets: [], visible: [] }
    mappings.set(parent, siblings)
    sortInto(siblings, leaf)
  }
  return mappings.values()
}

const sortInto = (siblings: Siblings, leaf: Leaf): void => {
  if (isCredential(leaf)) {
    const half = keyPairHalf(leaf.path)
    if (half === 'id') siblings.ids.push(leaf)
    if (half === 'secret') siblings.secrets.push(leaf)
  } else if (leaf.encrypted === undefined && leaf.alias === undefined && typeof leaf.value === 'string') {
    const generation = keyIdGeneration(leaf.value)
    if (generation !== undefined) siblings.visible.push({ leaf, generation })
  }
}

/** The encrypted halves beside an old key id; the ids themselves where it stays open which belong together. */
const oldKeyLeaves = ({ ids, secrets, visible }: Siblings): Leaf[] => {
  const old = visible.filter(({ generation }) => generation === 'old').map(({ leaf }) => leaf)
  const pair = [...ids, ...secrets]
  const isOnePair = visible.length === 1 && ids.length <= 1 && secrets.length <= 1 && pair.length > 0
  return isOnePair && old.length === 1 ? pair : old
}
