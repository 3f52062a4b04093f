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

/** The next place at or before `at` where no UTF-8 sequence is cut in two (RFC 3629: four bytes at most). */
const betweenCharacters = (bytes: Uint8Array, at: number): number => {
  let place = at
  while (place > at - 3 && place > 0 && ((bytes[place] ?? 0) & 0xc0) === 0x80) place--
  return place
}

/** Cuts a stream into pieces of about `size` bytes. */
export async function* overlappingPieces(
  chunks: AsyncIterable<Uint8Array>,
  countLines: CountLines,
  { size, overlap }: Cut = usualCut,
): AsyncGenerator<Piece> {
  let parts: Uint8Array[] = []
  let length = 0
  let start = atBeginning
  let ownStart = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    length += chunk.length
    if (length < size) continue
    const bytes = Buffer.concat(parts)
    const next = betweenCharacters(bytes, length - overlap)
    const ownEnd = length - overlap / 2
    yield { bytes, start, ownStart, ownEnd }
    start = startAfter(bytes, next, start, countLines)
    parts = [bytes.subarray(next)]
    ownStart = ownEnd - next
    length -= next
  }
  yield { bytes: Buffer.concat(parts), start, ownStart, ownEnd: length }
}
