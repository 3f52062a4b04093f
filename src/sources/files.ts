import { closeSync, constants, type Dirent, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs'
import { CannotCheckError, reasonOf } from '../model/errors.ts'
import type { Origin, Passed, ReadFailure, Unit } from '../model/unit.ts'

/** A name as bytes where it may not be valid UTF-8. */
export type FileName = string | Buffer

// O_NONBLOCK: a FIFO put in the place of a file between lstat and open must not block.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** The next bytes of an open file, at most `most`, put into `buffer`; how many there were. */
const fill = (handle: number, buffer: Buffer, most: number): number => {
  let length = 0
  while (length < most) {
    const read = readSync(handle, buffer, length, most - length, null)
    if (read === 0) break
    length += read
  }
  return length
}

const readUpTo = (handle: number, most: number): Buffer => {
  const buffer = Buffer.allocUnsafe(most)
  return buffer.subarray(0, fill(handle, buffer, most))
}

const withRegular = <T>(name: FileName, use: (handle: number, stats: Stats) => T): T => {
  const handle = openSync(name, flags)
  try {
    const stats = fstatSync(handle)
    if (!stats.isFile()) throw new CannotCheckError('is not a regular file')
    return use(handle, stats)
  } finally {
    closeSync(handle)
  }
}

/** The bytes of a regular file, at most `most`; links are not followed, and whatever is not a regular file is refused. */
export const readRegular = (name: FileName, most = Number.POSITIVE_INFINITY): Buffer =>
  withRegular(name, (handle, { size }) => {
    if (size > most) throw new CannotCheckError(`is larger than ${most} bytes`)
    return readUpTo(handle, size)
  })

/** The same of a file that nobody but the user could have written; `uid` is undefined where files have no owners. */
export const readOwn = (name: FileName, uid: number | undefined, most: number): Buffer =>
  withRegular(name, (handle, { size, mode, uid: owner }) => {
    const others = uid !== undefined && (owner !== uid || (mode & 0o022) !== 0)
    if (others) throw new CannotCheckError('could have been written by somebody else')
    if (size > most) throw new CannotCheckError(`is larger than ${most} bytes`)
    return readUpTo(handle, size)
  })

/** The same into memory that is there; undefined where it does not fit. */
export const readRegularInto = (name: FileName, memory: Buffer): number | undefined => {
  const handle = openSync(name, flags)
  try {
    const length = fill(handle, memory, memory.length)
    // A pipe without a writer reads as empty.
    if (length === 0 && !fstatSync(handle).isFile()) throw new CannotCheckError('is not a regular file')
    return length < memory.length ? length : undefined
  } finally {
    closeSync(handle)
  }
}

const chunkBytes = 1 << 20

/** The content of a file through one buffer: each chunk holds until the next is asked for. */
async function* readChunks(name: FileName): AsyncGenerator<Uint8Array> {
  const handle = openSync(name, flags)
  try {
    const buffer = Buffer.allocUnsafeSlow(chunkBytes)
    for (;;) {
      const length = fill(handle, buffer, chunkBytes)
      if (length > 0) yield buffer.subarray(0, length)
      if (length < chunkBytes) return
    }
  } finally {
    closeSync(handle)
  }
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

const fail = (tally: Tally, path: string, error: unknown): undefined => {
  tally.failures.push({ path, reason: reasonOf(error) })
}

const absentCodes: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR'])

/** Nothing stands at the path any more, or never did. */
export const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && absentCodes.has(error.code)

/** What stands at a name; undefined, and a failure of `path`, where that cannot be known. */
export const standing = (name: FileName, path: string, tally: Tally): Stats | 'absent' | undefined => {
  try {
    return lstatSync(name)
  } catch (error) {
    return isAbsent(error) ? 'absent' : fail(tally, path, error)
  }
}

const probeBytes = 1 << 20

/** A file that says it is empty: those of `/proc` hold something all the same. */
const unsizedUnit = (name: FileName, path: string, origin: Origin): Unit => {
  const head = withRegular(name, (handle) => readUpTo(handle, probeBytes + 1))
  const size = head.length > probeBytes ? Number.POSITIVE_INFINITY : head.length
  return { path, origin, size, bytes: () => head, chunks: () => readChunks(name) }
}

const sizedUnit = (name: FileName, path: string, origin: Origin, size: number): Unit => ({
  path,
  origin,
  size,
  bytes: () => readRegular(name),
  readInto: (memory) => readRegularInto(name, memory),
  place: { file: name },
  chunks: () => readChunks(name),
})

/** A file as a unit; undefined, and counted, when it is not one to read. */
export const unitAt = (name: FileName, path: string, origin: Origin, stats: Stats, tally: Tally): Unit | undefined => {
  const kind = kindOf(stats)
  if (kind !== 'file') {
    pass(tally, kind)
    return undefined
  }
  if (stats.size > 0) return sizedUnit(name, path, origin, stats.size)
  try {
    return unsizedUnit(name, path, origin)
  } catch (error) {
    return fail(tally, path, error)
  }
}

const gone = 'is gone since it was listed'

const unlessGone = <T>(read: () => T): T => {
  try {
    return read()
  } catch (error) {
    throw isAbsent(error) ? new CannotCheckError(gone) : error
  }
}

/** A regular file, says the listing of its folder: nothing is asked about it before it is read. */
const listedUnit = (name: FileName, path: string, origin: Origin): Unit => {
  let asked: Unit | undefined
  const unit = (): Unit => {
    if (asked !== undefined) return asked
    const { size } = unlessGone(() => lstatSync(name))
    asked = size > 0 ? sizedUnit(name, path, origin, size) : unsizedUnit(name, path, origin)
    return asked
  }
  return {
    path,
    origin,
    get size() {
      return unit().size
    },
    bytes: () => unlessGone(() => unit().bytes()),
    readInto: (memory) => unlessGone(() => readRegularInto(name, memory)),
    place: { file: name },
    chunks: () => unit().chunks(),
  }
}

/** What a folder's listing names as a unit; undefined, and counted, when it is not one to read. */
export const fileUnit = (
  name: FileName,
  path: string,
  origin: Origin,
  tally: Tally,
  entry?: Dirent | Dirent<Buffer>,
): Unit | undefined => {
  if (entry?.isFile() === true) return listedUnit(name, path, origin)
  const stats = standing(name, path, tally)
  if (stats === 'absent') tally.failures.push({ path, reason: gone })
  return stats === 'absent' || stats === undefined ? undefined : unitAt(name, path, origin, stats, tally)
}
