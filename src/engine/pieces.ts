import { atBeginning, type CountLines, type Start, startAfter } from './lines.ts'

/** A part of a larger content that overlaps its neighbours; hits that begin within `own` belong to it alone. */
export interface Piece {
  readonly bytes: Uint8Array
  readonly start: Start
  readonly ownStart: number
  readonly ownEnd: number
}

// No rule's window reaches further than half the overlap to either side of a keyword.
const overlap = 128 * 1024
const pieceSize = 8 * 1024 * 1024

const piece = (bytes: Uint8Array, start: Start, first: boolean, last: boolean): Piece => ({
  bytes,
  start,
  ownStart: first ? 0 : overlap / 2,
  ownEnd: last ? bytes.length : bytes.length - overlap / 2,
})

/** Cuts a stream into pieces of about 8 MiB that overlap by 128 KiB. */
export async function* overlappingPieces(
  chunks: AsyncIterable<Uint8Array>,
  countLines: CountLines,
): AsyncGenerator<Piece> {
  let parts: Uint8Array[] = []
  let size = 0
  let start = atBeginning
  let first = true
  for await (const chunk of chunks) {
    parts.push(chunk)
    size += chunk.length
    if (size < pieceSize) continue
    const bytes = Buffer.concat(parts)
    yield piece(bytes, start, first, false)
    start = startAfter(bytes, size - overlap, start, countLines)
    parts = [bytes.subarray(size - overlap)]
    size = overlap
    first = false
  }
  yield piece(Buffer.concat(parts), start, first, true)
}
