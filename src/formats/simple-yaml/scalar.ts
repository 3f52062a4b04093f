import { coreScalar } from '../core-schema.ts'
import type { TreeNode } from '../tree.ts'
import { giveUp } from './not-simple.ts'
import { quotedAt } from './quoted.ts'

/** What begins no plain scalar, or not for certain. */
const indicators = new Set('?:,[]{}#&*!|>\'"%@`')

/** Longer ones are left to the package: the time to read a whole number grows faster than its length. */
const longestPlain = 10_000

/** Whether a plain scalar begins here. */
export const beginsPlain = (text: string, at: number, lineEnd: number): boolean => {
  const first = text[at] ?? ' '
  if (first === '-') return at + 1 < lineEnd && text[at + 1] !== ' '
  return first !== ' ' && !indicators.has(first)
}

/** The value that begins here and ends on its line, without what follows it there. */
export const scalarAt = (text: string, start: number, lineEnd: number): TreeNode => {
  const first = text[start]
  if (first === '"' || first === "'") {
    const { value, end } = quotedAt(text, start, lineEnd)
    return { kind: 'scalar', start, end, value, quoted: true }
  }
  const end = start + 2
  if (text.startsWith('{}', start)) return { kind: 'map', start, end, entries: [] }
  if (text.startsWith('[]', start)) return { kind: 'list', start, end, items: [] }
  if (first === '[') return flowListAt(text, start, lineEnd)
  return plainAt(text, start, lineEnd)
}

/** Of what means nothing to YAML in a flow list, whatever stands beside it. */
const flowWord = /[A-Za-z0-9_./][A-Za-z0-9_./*+@-]*/y

/** `[a, 'b']` on one line, of words and quoted scalars. */
const flowListAt = (text: string, start: number, lineEnd: number): TreeNode => {
  const items: TreeNode[] = []
  for (let at = start + 1; ; at++) {
    while (text[at] === ' ') at++
    const item = flowItemAt(text, at, lineEnd)
    items.push(item)
    at = item.end
    while (text[at] === ' ') at++
    if (at >= lineEnd) return giveUp()
    if (text[at] === ']') return { kind: 'list', start, end: at + 1, items }
    if (text[at] !== ',') return giveUp()
  }
}

const flowItemAt = (text: string, start: number, lineEnd: number): TreeNode => {
  if (text[start] === '"' || text[start] === "'") {
    const { value, end } = quotedAt(text, start, lineEnd)
    return { kind: 'scalar', start, end, value, quoted: true }
  }
  flowWord.lastIndex = start
  const source = flowWord.exec(text)?.[0] ?? giveUp()
  if (source.length > longestPlain) return giveUp()
  return { kind: 'scalar', start, end: start + source.length, value: coreScalar(source), quoted: false }
}

const plainAt = (text: string, start: number, lineEnd: number): TreeNode => {
  if (!beginsPlain(text, start, lineEnd)) return giveUp()
  const line = text.slice(start, lineEnd)
  const comment = line.indexOf(' #')
  const source = trimmed(comment === -1 ? line : line.slice(0, comment))
  if (source.length > longestPlain || source.includes(': ') || source.endsWith(':')) return giveUp()
  return { kind: 'scalar', start, end: start + source.length, value: coreScalar(source), quoted: false }
}

/** Without blanks at the end; `trimEnd` takes more than those. */
const trimmed = (line: string): string => {
  let end = line.length
  while (line[end - 1] === ' ') end--
  return line.slice(0, end)
}
