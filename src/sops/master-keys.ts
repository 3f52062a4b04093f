import type { TextRange, TreeNode } from '../formats/tree.ts'
import { textAt, valueAt } from './tree-values.ts'

export const masterKeyTypes = ['age', 'pgp', 'kms', 'gcp_kms', 'azure_kv', 'hc_vault', 'hckms'] as const
export type MasterKeyType = (typeof masterKeyTypes)[number]

/** One recipient of a file: who can open it, and the data key wrapped for them. */
export interface MasterKey extends TextRange {
  readonly type: MasterKeyType
  /** What SOPS compares recipients by (its `ToString`); empty where the entry names nobody. */
  readonly identity: string
  /** The wrapped data key, or a share of it. */
  readonly enc?: string
  readonly encRange?: TextRange
  /** As written; RFC 3339 in files of every SOPS since 2. */
  readonly createdAt?: string
  /** Every text field as written. */
  readonly fields: ReadonlyMap<string, string>
  /** The entry as it was read. */
  readonly tree: TreeNode
}

/** Recipients of which any one can open the file, or a share of it where there are several groups. */
export interface KeyGroup extends TextRange {
  readonly keys: readonly MasterKey[]
}

/** The key groups of a `sops` block: SOPS looks at `key_groups` only where no flat list has an entry. */
export const keyGroupsOf = (block: TreeNode): readonly KeyGroup[] => {
  const flat = keysOf(block)
  if (flat.length > 0) return [{ start: block.start, end: block.end, keys: flat }]
  const groups = valueAt(block, 'key_groups')
  if (groups?.kind !== 'list') return []
  return groups.items.map((group) => ({ start: group.start, end: group.end, keys: keysOf(group) }))
}

const keysOf = (group: TreeNode): readonly MasterKey[] =>
  masterKeyTypes.flatMap((type) => {
    const list = valueAt(group, type)
    return list?.kind === 'list' ? list.items.map((item) => masterKey(type, item)) : []
  })

const masterKey = (type: MasterKeyType, item: TreeNode): MasterKey => {
  const fields = new Map<string, string>()
  if (item.kind === 'map')
    for (const { key } of item.entries) {
      const text = textAt(item, key)
      if (text !== undefined) fields.set(key, text)
    }
  const enc = fields.get('enc')
  const createdAt = fields.get('created_at')
  const encNode = valueAt(item, 'enc')
  return {
    type,
    start: item.start,
    end: item.end,
    identity: identityOf(type, fields, contextOf(item)),
    ...(enc === undefined ? {} : { enc }),
    ...(encNode === undefined ? {} : { encRange: { start: encNode.start, end: encNode.end } }),
    ...(createdAt === undefined ? {} : { createdAt }),
    fields,
    tree: item,
  }
}

/** The encryption context of a KMS key, by key. */
const contextOf = (item: TreeNode): readonly (readonly [string, string])[] => {
  const context = valueAt(item, 'context')
  if (context?.kind !== 'map') return []
  return context.entries
    .map(({ key }) => [key, textAt(context, key) ?? ''] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
}

/** How SOPS writes a recipient down (the `ToString` of each key source). */
export const identityOf = (
  type: MasterKeyType,
  fields: ReadonlyMap<string, string>,
  context: readonly (readonly [string, string])[] = [],
): string => {
  const field = (name: string): string => fields.get(name) ?? ''
  switch (type) {
    case 'age':
      return field('recipient')
    case 'pgp':
      return field('fp').replaceAll(' ', '')
    case 'kms':
      return kmsIdentity(field('arn'), field('role'), field('aws_profile'), context)
    case 'gcp_kms':
      return field('resource_id')
    case 'azure_kv':
      return joined([field('vault_url'), 'keys', field('name'), field('version')])
    case 'hc_vault':
      return joined([field('vault_address'), 'v1', field('engine_path'), 'keys', field('key_name')])
    case 'hckms':
      return field('key_id')
  }
}

/** Nothing, where the first part, which names the place, is missing. */
const joined = (parts: readonly string[]): string => (parts[0] === '' ? '' : parts.join('/'))

const kmsIdentity = (
  arn: string,
  role: string,
  profile: string,
  context: readonly (readonly [string, string])[],
): string => {
  const key = role === '' ? arn : `${arn}+${role}`
  const pairs = context.map(([name, value]) => `${name}:${value}`).join(',')
  if (profile !== '') return `${key}|${pairs}|${profile}`
  return pairs === '' ? key : `${key}|${pairs}`
}
