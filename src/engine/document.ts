import type { Document, Span } from '../model/rule.ts'
import type { Unit } from '../model/unit.ts'
import type { Found } from './search.ts'

/** Which part of its unit a document is, and what kind of content. */
export type Part = Pick<Document, 'whole' | 'first' | 'binary'>

/** A place in a text and in its bytes. */
interface Place {
  readonly offset: number
  readonly byte: number
}

const beginning: Place = { offset: 0, byte: 0 }

/** A pair of surrogates is four bytes, each of its halves alone three. */
const isWithinPair = (text: string, offset: number): boolean => /[\udc00-\udfff]/.test(text[offset] ?? '')

/**
 * Byte offsets of text offsets, each looked for from the one before: rules ask in order, and of thousands of places. By
 * lines, because a line of invalid UTF-8 is longer decoded than it was, and line breaks survive decoding.
 */
const byteOffsets = (buffer: Buffer, readText: () => string): ((offset: number) => number) => {
  let line = beginning
  let last = beginning
  return (offset) => {
    const text = readText()
    if (offset < line.offset) line = beginning
    if (offset < last.offset || last.offset < line.offset) last = line
    for (
      let next = text.indexOf('\n', last.offset) + 1;
      next > 0 && next <= offset;
      next = text.indexOf('\n', next) + 1
    ) {
      line = { offset: next, byte: buffer.indexOf(0x0a, line.byte) + 1 }
      last = line
    }
    const byte = Math.min(buffer.length, last.byte + Buffer.byteLength(text.slice(last.offset, offset)))
    if (!isWithinPair(text, offset)) last = { offset, byte }
    return byte
  }
}

/** Opens decoded UTF-8 `bytes` of `unit`, in which `found` stands, for rules. */
export const openDocument = (unit: Unit, bytes: Uint8Array, found: Found, part: Part): Document => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let text: string | undefined
  const readText = (): string => {
    text ??= buffer.toString('utf8')
    return text
  }
  const byteOffset = byteOffsets(buffer, readText)
  return {
    unit,
    path: unit.path,
    bytes,
    ...part,
    get text() {
      return readText()
    },
    slice: (start, end) => buffer.toString('latin1', Math.max(0, start), Math.min(buffer.length, end)),
    spanOfText: (start, end): Span => ({
      start: byteOffset(start),
      end: byteOffset(end),
    }),
    offsetsOf: ({ id }) => found.offsetsOf(id),
  }
}
