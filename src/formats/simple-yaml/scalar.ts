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
  return plainAt(text, start, lineEnd)
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
