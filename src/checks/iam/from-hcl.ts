import { parseHclExpression } from '../../formats/hcl.ts'
import type { HclNode, HclTemplate } from '../../formats/hcl-tree.ts'
import type { TextRange } from '../../formats/tree.ts'
import { listAt, textAt, unknownAt, type Value } from './value.ts'

/** What a node of HCL is read with. */
export interface HclSurroundings {
  readonly text: string
  readonly level: number
  /** Attributes of `locals` blocks; absent while one of them is read. */
  readonly locals?: ReadonlyMap<string, HclNode>
}

// Each gives back what it is given, or parts of it.
const handOn: ReadonlySet<string> = new Set(
  'concat merge flatten tolist toset tomap distinct compact coalesce coalescelist try setunion sort'.split(' '),
)

/** The value of an expression. */
export const fromHcl = (node: HclNode, around: HclSurroundings): Value => {
  switch (node.kind) {
    case 'template':
      return fromTemplate(node, around)
    case 'heredoc':
      return embeddedIn(around.text, node, around.level) ?? unknownAt(node)
    case 'list':
      return listAt(node, all(node.items, around))
    case 'choice':
      return listAt(node, all(node.of, around))
    case 'object':
      return {
        kind: 'map',
        start: node.start,
        end: node.end,
        fields: node.items.map(({ key = '*', keyStart, keyEnd, value }) => ({
          key,
          at: { start: keyStart, end: keyEnd },
          value: fromHcl(value, around),
        })),
      }
    case 'call':
      return fromCall(node, around)
    case 'name':
      return local(node.name, around) ?? unknownAt(node)
    case 'other':
      return unknownAt(node)
  }
}

const all = (nodes: readonly HclNode[], around: HclSurroundings): readonly Value[] =>
  nodes.map((node) => fromHcl(node, around))

const fromCall = (node: HclNode & { kind: 'call' }, around: HclSurroundings): Value => {
  const args = all(node.args, around)
  const [first] = args
  if (node.name === 'jsonencode' && first !== undefined) return first
  return handOn.has(node.name) ? listAt(node, args) : unknownAt(node, args)
}

const fromTemplate = (node: HclTemplate, around: HclSurroundings): Value => {
  const [only, more] = node.parts
  // `"${x}"` is x.
  if (only !== undefined && only.kind !== 'text' && more === undefined) return fromHcl(only, around)
  let text = ''
  for (const part of node.parts) text += part.kind === 'text' ? part.value : '${}'
  return embeddedAt(text, node, around.level) ?? textAt(node, text)
}

/** Strings and lists of strings only, so that no policy is found twice. */
const local = (name: string, { locals, ...around }: HclSurroundings): Value | undefined => {
  const node = name.startsWith('local.') ? locals?.get(name.slice('local.'.length)) : undefined
  const isPlain = node?.kind === 'template' || (node?.kind === 'list' && node.items.every(isTemplate))
  return isPlain && node !== undefined ? fromHcl(node, around) : undefined
}

const isTemplate = ({ kind }: HclNode): boolean => kind === 'template'

// A policy in a string in a policy in a string is nobody's work.
const mostLevels = 2

const holdsPolicy = (text: string): boolean => /^\s*\{/.test(text) && /"[\w]*Statement"/.test(text)

/** What stands between two offsets of a file, written there as it is; undefined where that is no policy. */
export const embeddedIn = (text: string, { start, end }: TextRange, level: number): Value | undefined => {
  if (level >= mostLevels || !holdsPolicy(text.slice(start, end))) return undefined
  const { node, problem } = parseHclExpression(text, start, end)
  return problem === undefined ? fromHcl(node, { text, level: level + 1 }) : undefined
}

/** What stands in a string with escapes: all of it is at the place of the string. */
export const embeddedAt = (decoded: string, at: TextRange, level: number): Value | undefined => {
  const value = embeddedIn(decoded, { start: 0, end: decoded.length }, level)
  return value === undefined ? undefined : movedTo(value, at)
}

const movedTo = (value: Value, { start, end }: TextRange): Value => {
  const at = { start, end }
  switch (value.kind) {
    case 'text':
      return { ...value, ...at }
    case 'list':
      return { ...value, ...at, items: value.items.map((item) => movedTo(item, at)) }
    case 'unknown':
      return { ...value, ...at, inner: value.inner.map((item) => movedTo(item, at)) }
    case 'map':
      return {
        ...value,
        ...at,
        fields: value.fields.map((field) => ({ ...field, at, value: movedTo(field.value, at) })),
      }
  }
}
