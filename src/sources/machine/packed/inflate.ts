import { constants, createGunzip, createInflateRaw, gunzipSync, inflateRawSync } from 'node:zlib'
import { codeOf } from '../codes.ts'

/** What came out, and why that is not all where it is not. */
export interface Inflated {
  readonly content: Buffer
  readonly fault?: 'longer' | 'damaged'
}

export type Packing = 'gzip' | 'raw'

const atOnce = { gzip: gunzipSync, raw: inflateRawSync }
const streamed = { gzip: createGunzip, raw: createInflateRaw }

/** At most `most` bytes of what was packed, however much that is; of what is damaged, all that stands before. */
export const inflated = async (packed: Buffer, packing: Packing, most: number): Promise<Inflated> => {
  try {
    return { content: atOnce[packing](packed, { maxOutputLength: Math.max(most, 1) }) }
  } catch (error) {
    const isLonger = codeOf(error) === 'ERR_BUFFER_TOO_LARGE'
    return { content: await beginning(packed, packing, most), fault: isLonger ? 'longer' : 'damaged' }
  }
}

const beginning = async (packed: Buffer, packing: Packing, most: number): Promise<Buffer> => {
  const stream = streamed[packing]({ finishFlush: constants.Z_SYNC_FLUSH })
  const pieces: Buffer[] = []
  let length = 0
  stream.end(packed)
  try {
    for await (const piece of stream) {
      pieces.push(piece)
      length += piece.length
      if (length >= most) break // which also ends the stream
    }
  } catch {
    // What came out before the damage counts.
  }
  return Buffer.concat(pieces).subarray(0, most)
}
