import type { Region } from '../model/finding.ts'
import type { Span } from '../model/rule.ts'

/** Where a piece of a larger content begins: lines before it, and UTF-16 units of its first line before it. */
export interface Start {
  readonly line: number
  readonly column: number
}

export const atBeginning: Start = { line: 0, column: 0 }

const newline = 0x0a
const carriageReturn = 0x0d

/** Length in UTF-16 code units of UTF-8 bytes. */
const units = (bytes: Uint8Array): number =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8').length

/** Counts the line feeds of a content. */
export type CountLines = (bytes: Uint8Array) => number

/** Of a few bytes. */
const countLines: CountLines = (bytes) => {
  let count = 0
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count++
  return count
}

/** The place behind `bytes`, which begins at `from`. */
const advanced = (bytes: Uint8Array, from: Start, count: CountLines): Start => {
  const after = bytes.lastIndexOf(newline) + 1
  const column = units(bytes.subarray(after))
  return after === 0 ? { line: from.line, column: from.column + column } : { line: from.line + count(bytes), column }
}

// A line is looked at this far to either side; what stands further away concerns nobody who reads about an offset.
const farthest = 2_048

/** Bounds of the line that holds `offset`, without its line break, and within 2,048 bytes of it. */
export const lineSpan = (bytes: Uint8Array, offset: number): Span => {
  const from = Math.max(0, offset - farthest)
  const start = from + bytes.subarray(from, offset).lastIndexOf(newline) + 1
  const after = bytes.subarray(offset, offset + farthest).indexOf(newline)
  const end = after === -1 ? Math.min(bytes.length, offset + farthest) : offset + after
  return { start, end: end > start && bytes[end - 1] === carriageReturn ? end - 1 : end }
}

/** Answers regions of spans in one content; every byte is read once as long as the spans' starts ascend. */
export const regionFinder = (
  bytes: Uint8Array,
  start: Start = atBeginning,
  count: CountLines = countLines,
): ((span: Span) => Region) => {
  let offset = 0
  let place = start
  return (span) => {
    if (span.start < offset) {
      offset = 0
      place = start
    }
    place = advanced(bytes.subarray(offset, span.start), place, count)
    offset = span.start
    const end = advanced(bytes.subarray(span.start, span.end), place, countLines)
    return {
      startLine: place.line + 1,
      startColumn: place.column + 1,
      endLine: end.line + 1,
      endColumn: end.column + 1,
    }
  }
}

/** Where the content that follows the first `length` bytes of `bytes` begins. */
export const startAfter = (bytes: Uint8Array, length: number, start: Start, count: CountLines): Start =>
  advanced(bytes.subarray(0, length), start, count)
