import type { AliasNode, MapNode, ScalarNode, TextRange, Tree, TreeNode } from '../../formats/tree.ts'
import { embeddedAt, embeddedIn } from './from-hcl.ts'
import { intrinsic, intrinsicName } from './intrinsics.ts'
import { type Field, listAt, textAt, unknownAt, type Value } from './value.ts'

/** The documents of a JSON or YAML file. */
export const fromTree = (tree: Tree, text: string): readonly Value[] => {
  const reader = new Reader(text, tagsOf(tree, text))
  return tree.documents.map((document) => reader.value(document))
}

const blanks = /\s*/y

/** Tags by where what they stand before begins. */
const tagsOf = ({ marks = [] }: Tree, text: string): ReadonlyMap<number, string> => {
  const tags = new Map<number, string>()
  for (const { start, end } of marks) {
    if (text[start] !== '!') continue
    blanks.lastIndex = end
    blanks.test(text)
    tags.set(blanks.lastIndex, text.slice(start, end))
  }
  return tags
}

class Reader {
  readonly #text: string
  readonly #tags: ReadonlyMap<number, string>
  readonly #shared = new Map<TreeNode, Value>()
  #inAlias = false

  constructor(text: string, tags: ReadonlyMap<number, string>) {
    this.#text = text
    this.#tags = tags
  }

  value(node: TreeNode): Value {
    const value = this.#content(node)
    const tag = this.#tags.get(node.start)
    return tag === undefined ? value : intrinsic(intrinsicName(tag) ?? '', value, node)
  }

  #content(node: TreeNode): Value {
    switch (node.kind) {
      case 'map':
        return this.#map(node)
      case 'list':
        return listAt(
          node,
          node.items.map((item) => this.value(item)),
        )
      case 'alias':
        return this.#alias(node)
      case 'scalar':
        return this.#scalar(node)
    }
  }

  #map(node: MapNode): Value {
    const [first, more] = node.entries
    const name = first === undefined || more !== undefined ? undefined : intrinsicName(first.key)
    if (first !== undefined && name !== undefined && !first.key.startsWith('!'))
      return intrinsic(name, this.value(first.value), node)
    const fields = node.entries.flatMap(({ key, keyStart, keyEnd, value: child }): readonly Field[] => {
      const value = this.value(child)
      if (key === '<<' && value.kind === 'map') return value.fields
      return [{ key, at: { start: keyStart, end: keyEnd }, value }]
    })
    return { kind: 'map', start: node.start, end: node.end, fields }
  }

  /** An alias within an alias stays unknown, so that no file grows. */
  #alias({ target, start, end }: AliasNode): Value {
    if (target === undefined || this.#inAlias) return unknownAt({ start, end })
    const known = this.#shared.get(target)
    if (known !== undefined) return known
    this.#inAlias = true
    const value = this.value(target)
    this.#inAlias = false
    this.#shared.set(target, value)
    return value
  }

  #scalar(node: ScalarNode): Value {
    if (typeof node.value !== 'string') return unknownAt(node)
    return this.#policyIn(node, node.value) ?? textAt(node, node.value)
  }

  #policyIn(node: ScalarNode, decoded: string): Value | undefined {
    if (!decoded.includes('Statement')) return undefined
    const written = asWritten(this.#text, node)
    return (written && embeddedIn(this.#text, written, 0)) ?? embeddedAt(decoded, node, 0)
  }
}

/** Where the text of a block scalar, or of one between single quotes, stands without escapes. */
const asWritten = (text: string, { start, end }: ScalarNode): TextRange | undefined => {
  const sign = text[start]
  if (sign === "'" && !text.slice(start + 1, end - 1).includes("''")) return { start: start + 1, end: end - 1 }
  const line = sign === '|' || sign === '>' ? text.indexOf('\n', start) : -1
  return line === -1 ? undefined : { start: line + 1, end: Math.max(line + 1, end) }
}
