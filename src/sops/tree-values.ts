import type { Scalar, TreeNode } from '../formats/tree.ts'

/** The value under a key of a map, through an alias; the last one of duplicates. */
export const valueAt = (node: TreeNode, key: string): TreeNode | undefined => {
  if (node.kind !== 'map') return undefined
  const value = node.entries.findLast((entry) => entry.key === key)?.value
  return value?.kind === 'alias' ? value.target : value
}

export const scalarAt = (node: TreeNode, key: string): Scalar | undefined => {
  const value = valueAt(node, key)
  return value?.kind === 'scalar' ? value.value : undefined
}

/** The string under a key of a map. */
export const textAt = (node: TreeNode, key: string): string | undefined => {
  const value = scalarAt(node, key)
  return typeof value === 'string' ? value : undefined
}
