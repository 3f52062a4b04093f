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

/** A place, and where its line begins. */
interface Checkpoint extends Place {
  readonly line: Place
}

const beginning: Place = { offset: 0, byte: 0 }

/** UTF-16 code units between two checkpoints. */
const apart = 1_024

/** A pair of surrogates is four bytes, each of its halves alone three. */
const isWithinPair = (text: string, offset: number): boolean => /[\udc00-\udfff]/.test(text[offset] ?? '')

/** The place of an offset behind a checkpoint. Lines are found in the bytes: one of invalid UTF-8 is longer decoded. */
const placeFrom = (from: Checkpoint, offset: number, text: string, buffer: Buffer): Checkpoint => {
  let { line } = from
  let last: Place = from
  for (
    let next = text.indexOf('\n', last.offset) + 1;
    next > 0 && next <= offset;
    next = text.indexOf('\n', next) + 1
  ) {
    line = { offset: next, byte: buffer.indexOf(0x0a, line.byte) + 1 }
    last = line
  }
  const byte = Math.min(buffer.length, last.byte + Buffer.byteLength(text.slice(last.offset, offset)))
  return { offset, byte, line }
}

const checkpointsOf = (text: string, buffer: Buffer): readonly Checkpoint[] => {
  let last: Checkpoint = { ...beginning, line: beginning }
  const checkpoints = [last]
  for (let offset = apart; offset < text.length; offset += apart) {
    if (isWithinPair(text, offset)) continue
    last = placeFrom(last, offset, text, buffer)
    checkpoints.push(last)
  }
  return checkpoints
}

const lastUpTo = (checkpoints: readonly Checkpoint[], offset: number): Checkpoint => {
  let low = 0
  let high = checkpoints.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((checkpoints[middle]?.offset ?? 0) <= offset) low = middle
    else high = middle
  }
  return checkpoints[low] ?? { ...beginning, line: beginning }
}

/** Byte offsets of text offsets, in any order of asking: rules ask of thousands of places. */
const byteOffsets = (buffer: Buffer, readText: () => string): ((offset: number) => number) => {
  let checkpoints: readonly Checkpoint[] | undefined
  let asked: Checkpoint | undefined
  return (offset) => {
    const text = readText()
    // As many bytes as characters: each is one byte.
    if (text.length === buffer.length) return Math.min(offset, buffer.length)
    checkpoints ??= checkpointsOf(text, buffer)
    const from = lastUpTo(checkpoints, offset)
    // Mostly in the order of the text, and thousands of short lines may stand between two checkpoints.
    const near = asked !== undefined && asked.offset > from.offset && asked.offset <= offset ? asked : from
    const place = placeFrom(near, offset, text, buffer)
    if (!isWithinPair(text, offset)) asked = place
    return place.byte
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
