import type { MapNode, Scalar, TreeNode } from '../formats/tree.ts'

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
  readonly selectors: Selectors
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
  return {
    ...(lastmodified === undefined ? {} : { lastmodified }),
    ...(mac === undefined ? {} : { mac }),
    ...(version === undefined ? {} : { version }),
    macOnlyEncrypted: scalarAt(block, 'mac_only_encrypted') === true,
    selectors: selectorsOf(block),
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

/** The value under a key of a map, through an alias; the last one of duplicates. */
export const valueAt = (node: TreeNode, key: string): TreeNode | undefined => {
  if (node.kind !== 'map') return undefined
  const value = node.entries.findLast((entry) => entry.key === key)?.value
  return value?.kind === 'alias' ? value.target : value
}

const scalarAt = (node: TreeNode, key: string): Scalar | undefined => {
  const value = valueAt(node, key)
  return value?.kind === 'scalar' ? value.value : undefined
}

/** The string under a key of a map. */
export const textAt = (node: TreeNode, key: string): string | undefined => {
  const value = scalarAt(node, key)
  return typeof value === 'string' ? value : undefined
}
