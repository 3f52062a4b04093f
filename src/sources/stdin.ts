import type { Source, Unit } from '../model/unit.ts'

async function* joined(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}

/** Takes up to about `holdBytes` from a stream; `ended` tells whether that was all. */
const taken = async (
  stream: AsyncIterator<Uint8Array>,
  holdBytes: number,
): Promise<{ bytes: Uint8Array; ended: boolean }> => {
  const pieces: Uint8Array[] = []
  let size = 0
  while (size <= holdBytes) {
    const next = await stream.next()
    if (next.done === true) return { bytes: Buffer.concat(pieces), ended: true }
    pieces.push(next.value)
    size += next.value.length
  }
  return { bytes: Buffer.concat(pieces), ended: false }
}

/** A stream as a unit; `path` is what it is called in the report. */
export const streamUnit = async (stream: AsyncIterable<Uint8Array>, path: string, holdBytes: number): Promise<Unit> => {
  const iterator = stream[Symbol.asyncIterator]()
  const { bytes, ended } = await taken(iterator, holdBytes)
  return {
    path,
    origin: { from: 'stdin' },
    size: ended ? bytes.length : Number.POSITIVE_INFINITY,
    bytes: () => bytes,
    chunks: () => joined(bytes, iterator),
  }
}

/** One unit from a stream. */
export const streamSource = (stream: AsyncIterable<Uint8Array>, path: string, holdBytes: number): Source => ({
  name: 'stdin',
  offers: new Set(['content', 'path']),
  passed: new Map(),
  failures: [],
  async *units() {
    yield await streamUnit(stream, path, holdBytes)
  },
})
