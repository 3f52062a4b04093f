import type { MapNode, ScalarNode, Tree, TreeNode } from '../../formats/tree.ts'

/** One value of a Secret. */
export interface SecretValue {
  readonly field: 'data' | 'stringData'
  readonly key: string
  readonly node: ScalarNode
}

/** The values of every `kind: Secret` of the core API, in all documents and inside of lists. */
export function* secretValues(tree: Tree): Generator<SecretValue> {
  for (const document of tree.documents)
    for (const manifest of secretsIn(document)) {
      yield* valuesOf(manifest, 'data')
      yield* valuesOf(manifest, 'stringData')
    }
}

function* secretsIn(node: TreeNode, kindFromList?: string): Generator<MapNode> {
  if (node.kind !== 'map') return
  const kind = textAt(node, 'kind') ?? kindFromList
  if (kind === 'List' || kind === 'SecretList') yield* secretsInList(node, kind === 'List' ? undefined : 'Secret')
  else if (kind === 'Secret' && isCore(node, kindFromList) && textAt(node, '$patch') !== 'delete') yield node
}

function* secretsInList(list: MapNode, kind: string | undefined): Generator<MapNode> {
  const items = valueAt(list, 'items')
  if (items?.kind === 'list') for (const item of items.items) yield* secretsIn(item, kind)
}

/** Items of a SecretList may leave their `apiVersion` out. */
const isCore = (manifest: MapNode, kindFromList: string | undefined): boolean => {
  const version = textAt(manifest, 'apiVersion')
  return version === 'v1' || (version === undefined && kindFromList !== undefined)
}

function* valuesOf(manifest: MapNode, field: SecretValue['field']): Generator<SecretValue> {
  for (const { key, value } of manifest.entries) {
    if (key !== field || value.kind !== 'map') continue
    for (const entry of value.entries)
      if (entry.value.kind === 'scalar') yield { field, key: entry.key, node: entry.value }
  }
}

const valueAt = (map: MapNode, key: string): TreeNode | undefined =>
  map.entries.findLast((entry) => entry.key === key)?.value

const textAt = (map: MapNode, key: string): string | undefined => {
  const value = valueAt(map, key)
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined
}
