import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { splitNul } from './raw-changes.ts'
import type { RepositoryPlace } from './repository.ts'
import { git } from './run.ts'

/** What the index says of tracked files. */
export interface TrackedNames {
  /** Folders (`''` for the top) that hold a tracked file whose path passes, in the order of the index. */
  readonly folders: ReadonlySet<string>
  has(path: string): boolean
}

const nothingTracked: TrackedNames = { folders: new Set(), has: () => false }

/** Larger ones take longer to walk through than a hook may. */
const mostBytes = 8 * 1024 * 1024

/**
 * Read without a process. `wanted` passes paths that end in a dot and three or four letters. Undefined where the index
 * is large or split, or cannot be read. `width` is that of an object id in bytes.
 */
export const trackedNames = (
  { env: { GIT_INDEX_FILE: own }, gitDir, cwd }: RepositoryPlace,
  width: number,
  wanted: RegExp,
): TrackedNames | undefined => {
  try {
    return namesIn(readFileSync(own === undefined ? join(gitDir, 'index') : resolve(cwd, own)), width, wanted)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? nothingTracked : undefined
  }
}

/** The same as git tells it, whatever the index looks like. */
export const listedNames = async (place: RepositoryPlace, wanted: RegExp): Promise<TrackedNames> => {
  const paths = new Set(splitNul(await git({ ...place, cwd: place.root }, ['ls-files', '-z'])).map(String))
  return {
    folders: new Set([...paths].filter((path) => wanted.test(path)).map(folderOf)),
    has: (path) => paths.has(path),
  }
}

const dot = 0x2e

/** Undefined where entries are elsewhere, as `link` says, or the index is too large. */
export const namesIn = (index: Buffer, width: number, wanted: RegExp): TrackedNames | undefined => {
  if (index.length > mostBytes || !/^DIRC\0\0\0[\x02-\x04]/.test(index.toString('latin1', 0, 8))) return undefined
  const paths = new Set<string>()
  const end = eachPath(index, width, (bytes, from, to) => {
    // Most names end in something shorter or longer, and are never made into a string.
    if (bytes[to - 4] !== dot && bytes[to - 5] !== dot) return
    const path = bytes.toString('utf8', from, to)
    if (wanted.test(path)) paths.add(path)
  })
  if (extensionsIn(index, end, index.length - width).includes('link')) return undefined
  const others = index[7] === 4 ? allPaths(index, width) : (path: string) => hasEntry(index, Buffer.from(path))
  return {
    folders: new Set([...paths].map(folderOf)),
    has: (path) => paths.has(path) || (!wanted.test(path) && others(path)),
  }
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

type Visit = (bytes: Buffer, from: number, to: number) => void

/**
 * `DIRC`, version, count (u32 each), and entries (gitformat-index(5)): 40 bytes, the id, u16 flags with the length of the
 * path, from version 3 on two more bytes where flag 0x4000 says so, the path, and NULs up to a multiple of eight.
 * Version 4 has none but one, and before the path how much of the end of the one before is to be taken off. Answers
 * where the entries end.
 */
const eachPath = (index: Buffer, width: number, visit: Visit): number => {
  const whole = index[7] === 4 ? cutPaths(index) : undefined
  let at = 12
  for (let left = index.readUInt32BE(8); left > 0; left--) {
    const flags = index.readUInt16BE(at + 40 + width)
    const start = at + 42 + width + (flags & 0x4000 ? 2 : 0)
    if (whole !== undefined) {
      at = whole(start, visit)
      continue
    }
    const length = flags & 0xfff
    const end = length < 0xfff ? start + length : index.indexOf(0, start)
    visit(index, start, end)
    at += (end - at + 8) & ~7
  }
  return at
}

/** Puts paths together of which each begins like the one before; answers where the next entry begins. */
const cutPaths = (index: Buffer): ((at: number, visit: Visit) => number) => {
  let path = Buffer.alloc(4096)
  let length = 0
  return (at, visit) => {
    const { value, end: start } = offsetAt(index, at)
    const end = index.indexOf(0, start)
    const kept = length - value
    if (kept < 0 || end === -1) throw new RangeError('the index is damaged')
    length = kept + end - start
    if (length > path.length) path = Buffer.concat([path], 2 * length)
    index.copy(path, kept, start, end)
    visit(path, 0, length)
    return end + 1
  }
}

/** Seven bits in each byte, and one more for each that follows, as in the offsets of a pack (gitformat-pack(5)). */
const offsetAt = (index: Buffer, at: number): { value: number; end: number } => {
  let byte = index.readUInt8(at)
  let value = byte & 0x7f
  let end = at + 1
  while (byte & 0x80 && value < mostBytes) {
    byte = index.readUInt8(end++)
    value = ((value + 1) << 7) | (byte & 0x7f)
  }
  return { value, end }
}

/** The signatures of what follows the entries: four letters and a size (u32) each. */
const extensionsIn = (index: Buffer, from: number, to: number): readonly string[] => {
  const names: string[] = []
  for (let at = from; at + 8 <= to; at += 8 + index.readUInt32BE(at + 4))
    names.push(index.toString('latin1', at, at + 4))
  return names
}

/** Of an index of version 4, which shows no path in one piece; most never ask. */
const allPaths = (index: Buffer, width: number): ((path: string) => boolean) => {
  let paths: Set<string> | undefined
  return (path) => {
    if (paths === undefined) {
      const all = new Set<string>()
      eachPath(index, width, (bytes, from, to) => all.add(bytes.toString('utf8', from, to)))
      paths = all
    }
    return paths.has(path)
  }
}

/** The length of a path stands before it, so that the end of a longer one is not taken for it. */
const hasEntry = (index: Buffer, path: Buffer): boolean => {
  const length = Math.min(path.length, 0xfff)
  const name = Buffer.concat([path, Buffer.from([0])])
  for (let at = index.indexOf(name); at !== -1; at = index.indexOf(name, at + 1)) {
    // Two further bytes of flags, of an extended entry.
    for (const flags of [at - 2, at - 4]) if (flags >= 12 && (index.readUInt16BE(flags) & 0xfff) === length) return true
  }
  return false
}
