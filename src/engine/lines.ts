import type { Region } from '../model/finding.ts'
import type { Span } from '../model/rule.ts'

/** Where a piece of a larger content begins: lines before it, and UTF-16 units of its first line before it. */
export interface Start {
  readonly line: number
  readonly column: number
}

export const atBeginning: Start = { line: 0, column: 0 }

/** Length in UTF-16 code units of UTF-8 bytes. */
const units = (bytes: Uint8Array): number =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8').length

const newline = 0x0a

const countNewlines = (bytes: Uint8Array, from: number, to: number): number => {
  let count = 0
  let at = bytes.indexOf(newline, from)
  while (at !== -1 && at < to) {
    count++
    at = bytes.indexOf(newline, at + 1)
  }
  return count
}

const lineStart = (bytes: Uint8Array, offset: number): number =>
  offset === 0 ? 0 : bytes.lastIndexOf(newline, offset - 1) + 1

const lineEnd = (bytes: Uint8Array, offset: number): number => {
  const end = bytes.indexOf(newline, offset)
  return end === -1 ? bytes.length : end
}

/** Bounds of the line that holds `offset`, without its line break. */
export const lineSpan = (bytes: Uint8Array, offset: number): Span => {
  const end = lineEnd(bytes, offset)
  const start = lineStart(bytes, offset)
  return { start, end: end > start && bytes[end - 1] === 0x0d ? end - 1 : end }
}

/** Answers regions of ascending or arbitrary spans of one content; counts each newline once for ascending ones. */
export const regionFinder = (bytes: Uint8Array, start: Start = atBeginning): ((span: Span) => Region) => {
  let knownOffset = 0
  let knownLine = start.line
  const place = (offset: number): { line: number; column: number } => {
    if (offset < knownOffset) {
      knownOffset = 0
      knownLine = start.line
    }
    knownLine += countNewlines(bytes, knownOffset, offset)
    knownOffset = offset
    const first = lineStart(bytes, offset)
    return { line: knownLine + 1, column: (first === 0 ? start.column : 0) + units(bytes.subarray(first, offset)) + 1 }
  }
  return (span) => {
    const from = place(span.start)
    const to = place(span.end)
    return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column }
  }
}

/** Where the content that follows the first `length` bytes of `bytes` begins. */
export const startAfter = (bytes: Uint8Array, length: number, start: Start): Start => {
  const line = start.line + countNewlines(bytes, 0, length)
  const first = lineStart(bytes, length)
  return { line, column: (first === 0 ? start.column : 0) + units(bytes.subarray(first, length)) }
}
