import type { AliasNode, ScalarNode, Tree, TreeNode } from './tree.ts'

/** A value that is no container, and the map keys that lead to it; positions in lists are no part of the path. */
export interface LeafAt {
  readonly path: readonly string[]
  readonly node: ScalarNode | AliasNode
}

/** Every leaf of a node, depth first in file order. */
export function* leavesOf(node: TreeNode, path: readonly string[] = []): Generator<LeafAt> {
  if (node.kind === 'map') for (const entry of node.entries) yield* leavesOf(entry.value, [...path, entry.key])
  else if (node.kind === 'list') for (const item of node.items) yield* leavesOf(item, path)
  else yield { path, node }
}

/** The dotted paths of all leaf keys, sorted, each once: the shape of a file, without its values. */
export const keyTree = (tree: Tree): readonly string[] => {
  const paths = new Set<string>()
  for (const document of tree.documents)
    for (const { path } of leavesOf(document)) if (path.length > 0) paths.add(path.join('.'))
  return [...paths].sort()
}
