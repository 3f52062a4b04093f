import type { Document, Span } from '../model/rule.ts'
import type { Unit } from '../model/unit.ts'
import type { Found } from './search.ts'

/** Which part of its unit a document is, and what kind of content. */
export type Part = Pick<Document, 'whole' | 'first' | 'binary'>

/** By lines, because a line of invalid UTF-8 is longer decoded than it was, and line breaks survive decoding. */
const byteOffset = (buffer: Buffer, text: string, offset: number): number => {
  let textLine = 0
  let byteLine = 0
  for (let next = text.indexOf('\n') + 1; next > 0 && next <= offset; next = text.indexOf('\n', next) + 1) {
    byteLine = buffer.indexOf(0x0a, byteLine) + 1
    textLine = next
  }
  return Math.min(buffer.length, byteLine + Buffer.byteLength(text.slice(textLine, offset)))
}

/** Opens decoded UTF-8 `bytes` of `unit`, in which `found` stands, for rules. */
export const openDocument = (unit: Unit, bytes: Uint8Array, found: Found, part: Part): Document => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let text: string | undefined
  const readText = (): string => {
    text ??= buffer.toString('utf8')
    return text
  }
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
      start: byteOffset(buffer, readText(), start),
      end: byteOffset(buffer, readText(), end),
    }),
    offsetsOf: ({ id }) => found.offsetsOf(id),
  }
}
