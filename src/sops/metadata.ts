import type { MapNode, TextRange, TreeNode } from '../formats/tree.ts'
import { type KeyGroup, keyGroupsOf } from './master-keys.ts'
import { scalarAt, textAt, valueAt } from './tree-values.ts'

export const selectorFields = [
  'unencrypted_suffix',
  'encrypted_suffix',
  'unencrypted_regex',
  'encrypted_regex',
  'unencrypted_comment_regex',
  'encrypted_comment_regex',
] as const
export type SelectorField = (typeof selectorFields)[number]

/** Which leaves are encrypted, as a file or a creation rule writes it; SOPS accepts at most one. Empty ones are left out. */
export type Selectors = ReadonlyMap<SelectorField, string>

/** What stands in the `sops` block. Fields that are missing or no string are absent. */
export interface SopsMetadata {
  /** RFC 3339. */
  readonly lastmodified?: string
  readonly mac?: string
  readonly version?: string
  readonly macOnlyEncrypted: boolean
  /** Of how many groups a share is needed; absent where it is not written. */
  readonly shamirThreshold?: number
  readonly selectors: Selectors
  readonly groups: readonly KeyGroup[]
  /** The block itself; of metadata in lines, from the first line to the last. */
  readonly block: TextRange
  /** The block as it was read, with everything that SOPS ignores. */
  readonly tree: TreeNode
}

/** Where the value of a field of the block stands; undefined where the field is missing. */
export const rangeOfField = ({ tree }: SopsMetadata, field: string): TextRange | undefined => {
  const value = valueAt(tree, field)
  return value === undefined ? undefined : { start: value.start, end: value.end }
}

const keyLists: ReadonlySet<string> = new Set([
  'age',
  'pgp',
  'kms',
  'gcp_kms',
  'azure_kv',
  'hc_vault',
  'hckms',
  'key_groups',
])

/**
 * The block, where it is one of SOPS: it has a mac that is ciphertext, or a date and a wrapped data key. A key called
 * `sops` that configures something else is none.
 */
export const metadataOf = (block: TreeNode): SopsMetadata | undefined => {
  if (block.kind !== 'map' || !isMetadata(block)) return undefined
  const lastmodified = textAt(block, 'lastmodified')
  const mac = textAt(block, 'mac')
  const version = textAt(block, 'version')
  const shamirThreshold = Number(scalarAt(block, 'shamir_threshold') ?? Number.NaN)
  return {
    ...(lastmodified === undefined ? {} : { lastmodified }),
    ...(mac === undefined ? {} : { mac }),
    ...(version === undefined ? {} : { version }),
    // Metadata in lines are text, which SOPS reads as Go does: 1, t, T, TRUE, true, True.
    macOnlyEncrypted: /^(?:1|t|true)$/i.test(String(scalarAt(block, 'mac_only_encrypted') ?? '')),
    ...(Number.isInteger(shamirThreshold) ? { shamirThreshold } : {}),
    selectors: selectorsOf(block),
    groups: keyGroupsOf(block),
    block: { start: block.start, end: block.end },
    tree: block,
  }
}

const isMetadata = (block: MapNode): boolean =>
  (textAt(block, 'mac') ?? '').startsWith('ENC[AES256_GCM,data:') ||
  (textAt(block, 'lastmodified') !== undefined &&
    block.entries.some((entry) => keyLists.has(entry.key) && holdsWrappedKey(entry.value)))

const holdsWrappedKey = (node: TreeNode): boolean => {
  if (node.kind === 'list') return node.items.some(holdsWrappedKey)
  if (node.kind !== 'map') return false
  return node.entries.some((entry) => entry.key === 'enc' || holdsWrappedKey(entry.value))
}

/** The selectors of a `sops` block or a creation rule, which spell them alike. */
export const selectorsOf = (map: TreeNode): Selectors => {
  const selectors = new Map<SelectorField, string>()
  for (const field of selectorFields) {
    const text = textAt(map, field)
    if (text !== undefined && text !== '') selectors.set(field, text)
  }
  return selectors
}
