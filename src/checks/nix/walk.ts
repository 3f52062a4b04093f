import type { NixBinding, NixNode, NixTree } from '../../formats/nix-tree.ts'

/** Names longer than this many parts are cut at the front: no option has such a name. */
const longestName = 50

/** A node, and the option that it is part of the value of: `["sops", "secrets", "x"]`; `*` for a name worked out. */
export interface NixPlace {
  readonly node: NixNode
  readonly name: readonly string[]
  /** Part of something that `let` or a function names, so that where it goes is not seen here. */
  readonly local: boolean
}

/** An assignment by its full name, whatever sets, functions and lists it stands in. */
export interface NixAssignment {
  readonly name: readonly string[]
  readonly value: NixNode
  readonly local: boolean
}

export interface NixWalk {
  readonly places: readonly NixPlace[]
  readonly assignments: readonly NixAssignment[]
  /** What `let` names, by its name. */
  readonly lets: ReadonlyMap<string, NixNode>
}

/** Every node and every assignment of a file. */
export const walkNix = ({ roots }: NixTree): NixWalk => {
  const places: NixPlace[] = []
  const assignments: NixAssignment[] = []
  const lets = new Map<string, NixNode>()
  const waiting: NixPlace[] = roots.map((node) => ({ node, name: [], local: false }))
  const bind = ({ name, local }: NixPlace, { keys, value }: NixBinding, own: boolean): void => {
    const keyNames = keys.map((key) => key.name ?? '*')
    const [first] = keyNames
    if (own && keyNames.length === 1 && first !== undefined) lets.set(first, value)
    const full = (own ? keyNames : [...name, ...keyNames]).slice(-longestName)
    if (keys.length > 0) assignments.push({ name: full, value, local: local || own })
    waiting.push({ node: value, name: full, local: local || own })
  }
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { node } = place
    places.push(place)
    for (const child of childrenOf(node)) waiting.push({ ...place, node: child })
    if (node.kind === 'set') for (const binding of node.bindings) bind(place, binding, false)
    if (node.kind === 'let' || node.kind === 'lambda') for (const binding of node.bindings) bind(place, binding, true)
  }
  return { places, assignments, lets }
}

/** What stands in a node, values of its bindings aside. */
export const childrenOf = (node: NixNode): readonly NixNode[] => {
  switch (node.kind) {
    case 'string':
    case 'path':
      return node.parts.filter((part) => part.kind !== 'text')
    case 'select':
      return [node.of, ...node.inner, ...(node.fallback === undefined ? [] : [node.fallback])]
    case 'call':
      return [node.of, ...node.args]
    case 'list':
      return node.items
    case 'lambda':
    case 'let':
      return [node.body]
    case 'scoped':
      return [node.scope, node.body]
    case 'if':
      return [node.condition, node.yes, node.no]
    case 'operation':
      return node.operands
    default:
      return []
  }
}
