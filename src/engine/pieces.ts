import { atBeginning, type CountLines, type Start, startAfter } from './lines.ts'

/** A part of a larger content that overlaps its neighbours; hits that begin within `own` belong to it alone. */
export interface Piece {
  readonly bytes: Uint8Array
  readonly start: Start
  readonly ownStart: number
  readonly ownEnd: number
}

/** How a content is cut, in bytes. */
export interface Cut {
  readonly size: number
  /** No rule may reach further than half of it to either side of a keyword. */
  readonly overlap: number
}

export const usualCut: Cut = { size: 8 * 1024 * 1024, overlap: 128 * 1024 }

// What a source hands out at once is no larger, as a rule.
const usualChunk = 1 << 20

/** The next place at or before `at` where no UTF-8 sequence is cut in two (RFC 3629: four bytes at most). */
const betweenCharacters = (bytes: Uint8Array, at: number): number => {
  let place = at
  while (place > at - 3 && place > 0 && ((bytes[place] ?? 0) & 0xc0) === 0x80) place--
  return place
}

/** Bytes that are added to at the end and taken from at the beginning, in memory that is used again. */
const growing = (usual: number) => {
  let memory: Buffer = Buffer.allocUnsafeSlow(usual)
  let length = 0
  return {
    add: (bytes: Uint8Array): number => {
      if (length + bytes.length > memory.length) {
        const larger = Buffer.allocUnsafeSlow(2 * (length + bytes.length))
        memory.copy(larger, 0, 0, length)
        memory = larger
      }
      memory.set(bytes, length)
      length += bytes.length
      return length
    },
    all: (): Buffer => memory.subarray(0, length),
    drop: (count: number): void => {
      memory.copyWithin(0, count, length)
      length -= count
    },
  }
}

/** Cuts a stream into pieces of about `size` bytes; each holds until the next is asked for. */
export async function* overlappingPieces(
  chunks: AsyncIterable<Uint8Array>,
  countLines: CountLines,
  { size, overlap }: Cut = usualCut,
): AsyncGenerator<Piece> {
  const content = growing(size + usualChunk)
  let start = atBeginning
  let ownStart = 0
  for await (const chunk of chunks) {
    const length = content.add(chunk)
    if (length < size) continue
    const bytes = content.all()
    const next = betweenCharacters(bytes, length - overlap)
    const ownEnd = length - overlap / 2
    yield { bytes, start, ownStart, ownEnd }
    start = startAfter(bytes, next, start, countLines)
    ownStart = ownEnd - next
    content.drop(next)
  }
  const bytes = content.all()
  yield { bytes, start, ownStart, ownEnd: bytes.length }
}
