import type { Entry, MapNode, ScalarNode, TreeNode } from '../../formats/tree.ts'

const mostHops = 10

/** The node an alias stands for, at a place that is known. */
export const followed = (node: TreeNode | undefined): TreeNode | undefined => {
  let at = node
  for (let hops = 0; at?.kind === 'alias'; hops++) at = hops < mostHops ? at.target : undefined
  return at
}

export const mapAt = (node: TreeNode | undefined): MapNode | undefined => {
  const at = followed(node)
  return at?.kind === 'map' ? at : undefined
}

export const scalarAt = (node: TreeNode | undefined): ScalarNode | undefined => {
  const at = followed(node)
  return at?.kind === 'scalar' ? at : undefined
}

/** The text of a scalar; numbers and switches as YAML reads them. */
export const textAt = (node: TreeNode | undefined): string | undefined => {
  const value = scalarAt(node)?.value
  return value === undefined || value === null ? undefined : String(value)
}

/** The items of a list, or the one thing that stands in its place. */
export const itemsAt = (node: TreeNode | undefined): readonly TreeNode[] => {
  const at = followed(node)
  if (at === undefined) return []
  return at.kind === 'list' ? at.items : [at]
}

// Maps merged into maps; people write one or two.
const mostMerged = 20

const merged = new WeakMap<MapNode, readonly Entry[]>()

/** The entries of a map, then those that `<<` merges into it. */
export const entriesAt = (node: TreeNode | undefined): readonly Entry[] => {
  const map = mapAt(node)
  if (map === undefined) return []
  const known = merged.get(map) ?? withMerged(map)
  merged.set(map, known)
  return known
}

const withMerged = (map: MapNode): readonly Entry[] => {
  if (!map.entries.some(({ key }) => key === '<<')) return map.entries
  const maps = new Set([map])
  for (const each of maps)
    for (const { key, value } of each.entries)
      if (key === '<<')
        for (const item of itemsAt(value)) {
          const other = mapAt(item)
          if (other !== undefined && maps.size < mostMerged) maps.add(other)
        }
  const keys = new Set<string>()
  const all: Entry[] = []
  for (const { entries } of maps) {
    const own = entries.filter(({ key }) => key !== '<<' && !keys.has(key))
    for (const entry of own) all.push(entry)
    for (const { key } of own) keys.add(key)
  }
  return all
}

/** The value of a key, merged ones included. */
export const fieldAt = (node: TreeNode | undefined, ...path: readonly string[]): TreeNode | undefined => {
  let at = node
  for (const name of path) at = entriesAt(at).find(({ key }) => key === name)?.value
  return at
}
