import type { MapNode, TreeNode } from '../formats/tree.ts'

export const isNull = (node: TreeNode): boolean => node.kind === 'scalar' && node.value === null

/** What an alias stands for; an alias of nothing is left as it is. */
export const resolved = (node: TreeNode): TreeNode => (node.kind === 'alias' ? (node.target ?? node) : node)

/** The map at a node, with what `<<: *anchor` brings in, one level deep; its own entries overrule those. */
export const mapAt = (node: TreeNode | undefined): MapNode | undefined => {
  const map = node === undefined ? undefined : resolved(node)
  if (map?.kind !== 'map') return undefined
  const merged = map.entries.filter(({ key }) => key === '<<').flatMap(({ value }) => merges(value))
  const own = map.entries.filter(({ key }) => key !== '<<')
  return { ...map, entries: [...merged.flatMap((other) => (other.kind === 'map' ? other.entries : [])), ...own] }
}

/** The earlier of two merged maps overrules the later one. */
const merges = (value: TreeNode): readonly TreeNode[] => {
  const source = resolved(value)
  return source.kind === 'list' ? source.items.map(resolved).reverse() : [source]
}

/** The items of a list; none of anything else. */
export const itemsAt = (node: TreeNode | undefined): readonly TreeNode[] => {
  const list = node === undefined ? undefined : resolved(node)
  return list?.kind === 'list' ? list.items.map(resolved) : []
}
