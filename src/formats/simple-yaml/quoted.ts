import { giveUp } from './not-simple.ts'

/** A scalar between quotes that begins at `start` and ends before `end`. */
export interface Quoted {
  readonly value: string
  readonly end: number
}

/** Reads a scalar between quotes on one line. */
export const quotedAt = (text: string, start: number, lineEnd: number): Quoted =>
  text[start] === '"' ? doubleAt(text, start, lineEnd) : singleAt(text, start, lineEnd)

const singleAt = (text: string, start: number, lineEnd: number): Quoted => {
  let end = text.indexOf("'", start + 1)
  while (end !== -1 && text[end + 1] === "'") end = text.indexOf("'", end + 2)
  if (end === -1 || end >= lineEnd) return giveUp()
  return { value: text.slice(start + 1, end).replaceAll("''", "'"), end: end + 1 }
}

const escapes: ReadonlyMap<string | undefined, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1B'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['N', '\u0085'],
  ['_', '\u00A0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
  [' ', ' '],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
])

const digits: ReadonlyMap<string | undefined, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
])

const doubleAt = (text: string, start: number, lineEnd: number): Quoted => {
  let value = ''
  let from = start + 1
  for (let at = from; at < lineEnd; at++) {
    if (text[at] === '"') return { value: value + text.slice(from, at), end: at + 1 }
    if (text[at] !== '\\') continue
    const { meaning, length } = escapeAt(text, at, lineEnd)
    value += text.slice(from, at) + meaning
    at += length - 1
    from = at + 1
  }
  return giveUp()
}

const escapeAt = (text: string, at: number, lineEnd: number): { meaning: string; length: number } => {
  const letter = text[at + 1]
  const meaning = escapes.get(letter)
  if (meaning !== undefined) return { meaning, length: 2 }
  const count = digits.get(letter) ?? giveUp()
  const code = text.slice(at + 2, Math.min(at + 2 + count, lineEnd))
  const point = Number.parseInt(code, 16)
  if (code.length !== count || !/^[0-9a-fA-F]+$/.test(code) || point > 0x10ffff) return giveUp()
  return { meaning: String.fromCodePoint(point), length: 2 + count }
}
