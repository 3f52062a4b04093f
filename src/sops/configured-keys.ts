import type { MapNode, TextRange, TreeNode } from '../formats/tree.ts'
import { isNull, itemsAt, mapAt, resolved } from './config-tree.ts'
import { awsIdentityOfText, azureIdentityOfUrl, fieldsOf, isAlias, vaultIdentityOfUri } from './identities.ts'
import { identityOf, type MasterKeyType } from './master-keys.ts'
import { textAt, valueAt } from './tree-values.ts'

/** One recipient that a `.sops.yaml` names. */
export interface ConfiguredKey extends TextRange {
  readonly type: MasterKeyType
  /** As SOPS compares it with what a file has. */
  readonly identity: string
  /** What only the provider knows: the version that Azure calls the latest, the key behind an alias of AWS. */
  readonly unknown?: 'version' | 'alias'
}

/** The recipients of one group: each can open it. */
export interface ConfiguredGroup extends TextRange {
  readonly keys: readonly ConfiguredKey[]
  /** Also names keys that cannot be read here: plugins, and what SOPS would refuse. */
  readonly opaque: boolean
}

/** The flat fields of a creation rule. */
export const flatFields = ['age', 'pgp', 'kms', 'gcp_kms', 'hckms', 'azure_keyvault', 'hc_vault_transit_uri'] as const
export type FlatField = (typeof flatFields)[number]

type Read = (text: string, rule: MapNode) => ConfiguredName | undefined
type ConfiguredName = Pick<ConfiguredKey, 'type' | 'identity' | 'unknown'>

const aws = (identity: string): ConfiguredName =>
  isAlias(identity) ? { type: 'kms', identity, unknown: 'alias' } : { type: 'kms', identity }

const azure = (identity: string): ConfiguredName =>
  identity.endsWith('/') ? { type: 'azure_kv', identity, unknown: 'version' } : { type: 'azure_kv', identity }

const azureOfUrl: Read = (text) => {
  const identity = azureIdentityOfUrl(text)
  return identity === undefined ? undefined : azure(identity)
}

const vaultOfUri = (text: string): ConfiguredName | undefined => {
  const identity = vaultIdentityOfUri(text)
  return identity === undefined ? undefined : { type: 'hc_vault', identity }
}

const withoutSpaces = (text: string): string => text.replaceAll(' ', '')

const flatReaders: Readonly<Record<FlatField, Read>> = {
  age: (identity) => ({ type: 'age', identity }),
  pgp: (text) => ({ type: 'pgp', identity: withoutSpaces(text) }),
  kms: (text, rule) => aws(awsIdentityOfText(text, textAt(rule, 'aws_profile') ?? '')),
  gcp_kms: (text) => ({ type: 'gcp_kms', identity: withoutSpaces(text) }),
  hckms: (identity) => ({ type: 'hckms', identity }),
  azure_keyvault: azureOfUrl,
  hc_vault_transit_uri: vaultOfUri,
}

/** A recipient, or undefined for one that cannot be read here. */
type Found = ConfiguredKey | undefined

const placed = (name: ConfiguredName | undefined, { start, end }: TextRange): Found =>
  name === undefined ? undefined : { ...name, start, end }

/** What the flat fields of a rule name, as one group. */
export const flatGroup = (rule: MapNode): ConfiguredGroup => {
  const found = flatFields.flatMap((field) =>
    commaTexts(valueAt(rule, field)).map(({ text, node }) => placed(flatReaders[field](text, rule), node)),
  )
  return groupOf([...found, ...plugins(rule)], rule)
}

interface Text {
  readonly text: string
  readonly node: TreeNode
}

/** `a,b` or a list, whose items may be comma lists themselves. */
const commaTexts = (node: TreeNode | undefined): readonly Text[] =>
  (node?.kind === 'list' ? itemsAt(node) : [node]).flatMap((item) =>
    item?.kind === 'scalar' && typeof item.value === 'string'
      ? item.value
          .split(',')
          .map((part) => ({ text: part.trim(), node: item }))
          .filter(({ text }) => text !== '')
      : [],
  )

const plugins = (map: MapNode): readonly undefined[] => itemsAt(valueAt(map, 'plugins')).map(() => undefined)

const groupOf = (found: readonly Found[], { start, end }: TextRange): ConfiguredGroup => {
  const unique = new Map<string, ConfiguredKey>()
  for (const key of found)
    if (key !== undefined && !unique.has(`${key.type} ${key.identity}`)) unique.set(`${key.type} ${key.identity}`, key)
  return { start, end, keys: [...unique.values()], opaque: found.includes(undefined) }
}

/** The groups under `key_groups`; none where it is missing or empty, and then the flat fields count. */
export const keyGroups = (rule: MapNode): readonly ConfiguredGroup[] => {
  const list = valueAt(rule, 'key_groups')
  return itemsAt(list).map((item) => groupOf(keysIn(item, 0), item))
}

/** Groups merge groups, which nobody nests deeper. */
const deepest = 20

const keysIn = (node: TreeNode, depth: number): readonly Found[] => {
  const group = mapAt(node)
  if (group === undefined) return isNull(node) ? [] : [undefined]
  const merged = itemsAt(valueAt(group, 'merge')).flatMap((item) =>
    depth < deepest ? keysIn(item, depth + 1) : [undefined],
  )
  return [...merged, ...groupFields.flatMap(([field, read]) => entriesOf(group, field, read)), ...plugins(group)]
}

type ReadItem = (item: TreeNode) => readonly (ConfiguredName | undefined)[]

const entriesOf = (group: MapNode, field: string, read: ReadItem): readonly Found[] =>
  itemsAt(valueAt(group, field)).flatMap((item) => read(item).map((name) => placed(name, item)))

const ofText =
  (read: (text: string) => ConfiguredName | undefined): ReadItem =>
  (item) =>
    item.kind === 'scalar' && typeof item.value === 'string' ? [read(item.value)] : [undefined]

const ofMap =
  (read: (map: MapNode) => ConfiguredName | undefined): ReadItem =>
  (item) => {
    const map = mapAt(item)
    return [map === undefined ? undefined : read(map)]
  }

const ageKeys: ReadItem = (item) => {
  const texts = commaTexts(item)
  return texts.length === 0 ? [undefined] : texts.map(({ text }) => ({ type: 'age', identity: text }))
}

const awsKey = (map: MapNode): ConfiguredName | undefined => {
  const fields = textsOf(map, ['arn', 'role', 'aws_profile'])
  const pairs = [...contextOf(map)].sort(([one], [other]) => (one < other ? -1 : 1))
  return fields.has('arn') ? aws(identityOf('kms', fields, pairs)) : undefined
}

const textsOf = (map: MapNode, names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    names.flatMap((name) => {
      const text = textAt(map, name)
      return text === undefined ? [] : [[name, text] as const]
    }),
  )

const contextOf = (map: MapNode): ReadonlyMap<string, string> =>
  new Map(
    (mapAt(valueAt(map, 'context'))?.entries ?? []).map(({ key, value }) => {
      const node = resolved(value)
      return [key, node.kind === 'scalar' ? String(node.value ?? '') : '']
    }),
  )

const azureKey = (map: MapNode): ConfiguredName | undefined => {
  const [vault, name] = [textAt(map, 'vaultUrl'), textAt(map, 'key')]
  if (vault === undefined || name === undefined) return undefined
  return azure(identityOf('azure_kv', fieldsOf({ vault_url: vault, name, version: textAt(map, 'version') ?? '' })))
}

const named = (type: MasterKeyType, field: string, form: (text: string) => string): ReadItem =>
  ofMap((map) => {
    const text = textAt(map, field)
    return text === undefined ? undefined : { type, identity: form(text) }
  })

/** In the order in which SOPS reads them. */
const groupFields: readonly (readonly [field: string, read: ReadItem])[] = [
  ['age', ageKeys],
  ['pgp', ofText((text) => ({ type: 'pgp', identity: withoutSpaces(text) }))],
  ['kms', ofMap(awsKey)],
  ['gcp_kms', named('gcp_kms', 'resource_id', withoutSpaces)],
  ['hckms', named('hckms', 'key_id', (text) => text)],
  ['azure_keyvault', ofMap(azureKey)],
  ['hc_vault', ofText(vaultOfUri)],
]
