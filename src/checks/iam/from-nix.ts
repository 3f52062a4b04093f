import type { NixBinding, NixNode, NixString, NixTree } from '../../formats/nix-tree.ts'
import { lastName } from '../nix/nix-file.ts'
import { childrenOf, walkNix } from '../nix/walk.ts'
import { embeddedAt, embeddedIn } from './from-hcl.ts'
import { type Field, listAt, textAt, unknownAt, type Value } from './value.ts'

/** Longer attribute paths are cut at the front. */
const longestPath = 20

// Of the module system and of lib: what they are given last is what they give.
const handOn: ReadonlySet<string> = new Set(
  'toJSON singleton mkDefault mkForce mkOverride mkIf mkBefore mkAfter mkOrder mkMerge optional optionals flatten unique'.split(
    ' ',
  ),
)

/** Everything in a Nix file, what `let` and functions name included. */
export const fromNix = (tree: NixTree, text: string): readonly Value[] => {
  const reader = new Reader(text, walkNix(tree).lets)
  const roots = tree.roots.map((root) => reader.value(root))
  return [...roots, ...reader.further]
}

class Reader {
  readonly further: Value[] = []
  readonly #text: string
  readonly #lets: ReadonlyMap<string, NixNode>

  constructor(text: string, lets: ReadonlyMap<string, NixNode>) {
    this.#text = text
    this.#lets = lets
  }

  value(node: NixNode): Value {
    switch (node.kind) {
      case 'string':
        return this.#string(node)
      case 'list':
        return listAt(node, this.#all(node.items))
      case 'set':
        return { kind: 'map', start: node.start, end: node.end, fields: node.bindings.map((each) => this.#field(each)) }
      case 'let':
      case 'lambda':
        this.further.push(...node.bindings.map(({ value }) => this.value(value)))
        return this.value(node.body)
      case 'scoped':
        return this.value(node.body)
      case 'if':
        return listAt(node, this.#all([node.yes, node.no]))
      case 'call':
        return this.#call(node)
      case 'operation':
        return node.operators.every((operator) => operator === '++' || operator === '//')
          ? listAt(node, this.#all(node.operands))
          : unknownAt(node, this.#all(node.operands))
      case 'name':
        return this.#named(node.name) ?? unknownAt(node)
      default:
        return unknownAt(node, this.#all(childrenOf(node)))
    }
  }

  #all(nodes: readonly NixNode[]): readonly Value[] {
    return nodes.map((node) => this.value(node))
  }

  #call(node: NixNode & { kind: 'call' }): Value {
    const last = node.args.at(-1)
    if (last !== undefined && handOn.has(lastName(node.of))) return this.value(last)
    return unknownAt(node, this.#all(node.args))
  }

  /** Strings and lists of strings only, so that no policy is found twice. */
  #named(name: string): Value | undefined {
    const value = this.#lets.get(name)
    const isPlain = value?.kind === 'string' || (value?.kind === 'list' && value.items.every(isString))
    return isPlain && value !== undefined ? this.value(value) : undefined
  }

  #string(node: NixString): Value {
    const indented = this.#text.startsWith("''", node.start)
    const text = node.parts.map((part) => (part.kind === 'text' ? read(part.raw, indented) : '${}')).join('')
    const within = { start: node.start + 2, end: node.end - 2 }
    const embedded = indented ? embeddedIn(this.#text, within, 0) : embeddedAt(text, node, 0)
    return embedded ?? textAt(node, text)
  }

  #field({ keys, value: node }: NixBinding): Field {
    const [first, ...inner] = keys.slice(-longestPath)
    let value = this.value(node)
    for (const key of inner.reverse())
      value = { kind: 'map', start: key.start, end: node.end, fields: [{ key: key.name ?? '*', at: key, value }] }
    return { key: first?.name ?? '*', at: first ?? node, value }
  }
}

const isString = ({ kind }: NixNode): boolean => kind === 'string'

const read = (raw: string, indented: boolean): string =>
  indented ? raw.replaceAll("''$", '$') : raw.replaceAll(/\\(.)/gs, '$1')
