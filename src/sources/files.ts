import { closeSync, constants, createReadStream, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs'
import { CannotCheckError, reasonOf } from '../model/errors.ts'
import type { Origin, Passed, ReadFailure, Unit } from '../model/unit.ts'

/** A name as bytes where it may not be valid UTF-8. */
export type FileName = string | Buffer

// O_NONBLOCK: a FIFO put in the place of a file between lstat and open must not block.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

const readOpened = (handle: number, size: number): Buffer => {
  const buffer = Buffer.allocUnsafe(size)
  let length = 0
  while (length < size) {
    const read = readSync(handle, buffer, length, size - length, length)
    if (read === 0) break
    length += read
  }
  return buffer.subarray(0, length)
}

/** The bytes of a regular file; links are not followed, and whatever is not a regular file is refused. */
export const readRegular = (name: FileName): Buffer => {
  const handle = openSync(name, flags)
  try {
    const stats = fstatSync(handle)
    if (!stats.isFile()) throw new CannotCheckError('is no regular file any more')
    return readOpened(handle, stats.size)
  } finally {
    closeSync(handle)
  }
}

async function* readChunks(name: FileName): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(name, { fd: openSync(name, flags), highWaterMark: 1 << 20 })
  for await (const piece of stream) yield piece as Buffer
}

const kindOf = (stats: Stats): Passed | 'file' => {
  if (stats.isSymbolicLink()) return 'symlink'
  return stats.isFile() ? 'file' : 'special'
}

/** What a source keeps count of while it reads. */
export interface Tally {
  readonly passed: Map<Passed, number>
  readonly failures: ReadFailure[]
}

export const newTally = (): Tally => ({ passed: new Map(), failures: [] })

export const pass = (tally: Tally, kind: Passed): void => {
  tally.passed.set(kind, (tally.passed.get(kind) ?? 0) + 1)
}

/** A file of the working tree as a unit; undefined, and counted, when it is not one to read. */
export const fileUnit = (name: FileName, path: string, origin: Origin, tally: Tally): Unit | undefined => {
  let stats: Stats
  try {
    stats = lstatSync(name)
  } catch (error) {
    tally.failures.push({ path, reason: reasonOf(error) })
    return undefined
  }
  const kind = kindOf(stats)
  if (kind !== 'file') {
    pass(tally, kind)
    return undefined
  }
  return { path, origin, size: stats.size, bytes: () => readRegular(name), chunks: () => readChunks(name) }
}
