import { parseDotenv } from '../formats/dotenv.ts'
import { parseIni } from '../formats/ini.ts'
import { parseJson } from '../formats/json.ts'
import type { Tree, TreeNode } from '../formats/tree.ts'
import { parseYaml } from '../formats/yaml.ts'
import { type Leaf, leavesOf } from './leaves.ts'
import { type LeafPolicy, noMarks } from './selectors.ts'
import { type Store, storeOf } from './sniff.ts'
import { textAt } from './tree-values.ts'

/** What a file without metadata holds that SOPS would encrypt. */
export interface Plaintext {
  /** The first leaf to encrypt; absent for content without structure. */
  readonly leaf?: Leaf
  /** `kind` of the Kubernetes manifest around the leaf. */
  readonly kind?: string
}

/** The first thing in a plain file that SOPS would encrypt under this policy; undefined when there is none. */
export const findPlaintext = async (path: string, text: string, policy: LeafPolicy): Promise<Plaintext | undefined> => {
  const tree = await treeOf(storeOf(path), text)
  if (tree === undefined) return text.trim() !== '' && policy.mustEncrypt(['data'], noMarks) ? {} : undefined
  const kinds = tree.documents.map(manifestKind)
  const plain = leavesOf(tree, text, policy).filter(isPlain)
  const isMeant = ({ document }: Leaf): boolean => !maybePlain(kinds[document], policy)
  const leaf = plain.find(isMeant) ?? plain[0]
  if (leaf === undefined) return tree.problems.length > 0 ? {} : undefined
  const kind = kinds[leaf.document]
  return { leaf, ...(kind === undefined ? {} : { kind }) }
}

/** `data` is encrypted in a Secret, but a ConfigMap under the same selector may be meant to stay plain. */
export const maybePlain = (kind: string | undefined, { optIn }: LeafPolicy): boolean =>
  optIn && kind !== undefined && kind !== 'Secret'

/** Must be encrypted and is not. SOPS leaves `null` and the empty string as they are. */
export const isPlain = (leaf: Leaf): boolean =>
  leaf.mustBeEncrypted && leaf.encrypted === undefined && leaf.value !== null && leaf.value !== ''

/** A text read as a store reads it; undefined for the binary store. */
export const treeOf = async (store: Store, text: string): Promise<Tree | undefined> => {
  switch (store) {
    case 'yaml':
      return parseYaml(text)
    case 'json':
      return parseJson(text)
    case 'dotenv':
      return parseDotenv(text)
    case 'ini':
      return parseIni(text)
    case 'binary':
      return undefined
  }
}

const manifestKind = (document: TreeNode | undefined): string | undefined =>
  document !== undefined && textAt(document, 'apiVersion') !== undefined ? textAt(document, 'kind') : undefined
