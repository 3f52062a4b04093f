import type { TreeNode } from '../../formats/tree.ts'
import type { CiFile } from './ci-file.ts'
import { expressionsAt, type PlacedExpression } from './script.ts'

/** What an expression is part of. */
export type Place = 'run' | 'env' | 'with' | 'if' | 'other'

export interface PlacedUse {
  readonly expression: PlacedExpression
  readonly place: Place
}

const places: ReadonlyMap<string, Place> = new Map([
  ['run', 'run'],
  ['script', 'run'],
  ['env', 'env'],
  ['with', 'with'],
  ['if', 'if'],
])

const uses = new WeakMap<CiFile, readonly PlacedUse[]>()

/** Every expression of a file, comments excepted, in file order. */
export const expressionPlaces = (file: CiFile): readonly PlacedUse[] => {
  const known = uses.get(file) ?? [...inTree(file)]
  uses.set(file, known)
  return known
}

function* inTree({ text, tree }: CiFile): Generator<PlacedUse> {
  const stack: { node: TreeNode; place: Place }[] = []
  for (const node of tree.documents.toReversed()) stack.push({ node, place: 'other' })
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, place } = next
    if (node.kind === 'scalar') for (const expression of expressionsAt(text, node)) yield { expression, place }
    else if (node.kind === 'list') for (const item of node.items.toReversed()) stack.push({ node: item, place })
    else if (node.kind === 'map')
      for (const { key, value } of node.entries.toReversed())
        stack.push({ node: value, place: places.get(key) ?? place })
  }
}
