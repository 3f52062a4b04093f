import type { Entry, ScalarNode, Tree, TreeNode } from '../../formats/tree.ts'

/** One value of a Secret. */
export interface SecretValue {
  readonly field: 'data' | 'stringData'
  readonly key: string
  readonly node: ScalarNode
}

/** The values of every `kind: Secret` of the core API, in all documents and inside of lists; each place once. */
export function* secretValues(tree: Tree): Generator<SecretValue> {
  const seen = new Set<TreeNode>()
  for (const document of tree.documents)
    for (const manifest of secretsIn(document)) {
      for (const value of [...valuesOf(manifest, 'data'), ...valuesOf(manifest, 'stringData')]) {
        if (!seen.has(value.node)) yield value
        seen.add(value.node)
      }
    }
}

/** The entries of a map, those that others bring into it included. */
type Manifest = readonly Entry[]

function* secretsIn(node: TreeNode | undefined, kindFromList?: string): Generator<Manifest> {
  if (node === undefined) return
  const manifest = entriesOf(node)
  const kind = textAt(manifest, 'kind') ?? kindFromList
  if (kind === 'List' || kind === 'SecretList') yield* secretsInList(manifest, kind === 'List' ? undefined : 'Secret')
  else if (kind === 'Secret' && isCore(manifest, kindFromList) && textAt(manifest, '$patch') !== 'delete')
    yield manifest
}

function* secretsInList(list: Manifest, kind: string | undefined): Generator<Manifest> {
  const items = valueAt(list, 'items')
  if (items?.kind === 'list') for (const item of items.items) yield* secretsIn(targetOf(item), kind)
}

/** Items of a SecretList may leave their `apiVersion` out. */
const isCore = (manifest: Manifest, kindFromList: string | undefined): boolean => {
  const version = textAt(manifest, 'apiVersion')
  return version === 'v1' || (version === undefined && kindFromList !== undefined)
}

function* valuesOf(manifest: Manifest, field: SecretValue['field']): Generator<SecretValue> {
  for (const { key, value } of manifest) {
    if (key !== field) continue
    for (const entry of entriesOf(targetOf(value))) {
      const node = targetOf(entry.value)
      if (node?.kind === 'scalar') yield { field, key: entry.key, node }
    }
  }
}

/** The entries that `<<` brings in come first, so that the map's own ones overrule them. Each map is entered once. */
const entriesOf = (node: TreeNode | undefined, entered = new Set<TreeNode>()): Manifest => {
  if (node?.kind !== 'map' || entered.has(node)) return []
  entered.add(node)
  const merged = node.entries.filter(isMerge).flatMap(({ value }) => sourcesOf(value))
  return [...merged.flatMap((source) => entriesOf(source, entered)), ...node.entries.filter((own) => !isMerge(own))]
}

const isMerge = ({ key }: Entry): boolean => key === '<<'

/** One map, or a list of maps. */
const sourcesOf = (value: TreeNode): readonly (TreeNode | undefined)[] => {
  const source = targetOf(value)
  return source?.kind === 'list' ? source.items.map(targetOf) : [source]
}

/** What an alias stands for. An anchor cannot stand on an alias, so there is never a second step. */
const targetOf = (node: TreeNode): TreeNode | undefined => (node.kind === 'alias' ? node.target : node)

const valueAt = (map: Manifest, key: string): TreeNode | undefined => {
  const value = map.findLast((entry) => entry.key === key)?.value
  return value === undefined ? undefined : targetOf(value)
}

const textAt = (map: Manifest, key: string): string | undefined => {
  const value = valueAt(map, key)
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined
}
