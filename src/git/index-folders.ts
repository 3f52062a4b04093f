import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { RepositoryPlace } from './repository.ts'

/** What the index says of tracked files without a process. */
export interface TrackedNames {
  /** Folders (`''` for the top) that hold a tracked file whose path passes, in the order of the index. */
  readonly folders: ReadonlySet<string>
  has(path: string): boolean
}

/** Larger ones take longer to walk through than a hook may. */
const mostBytes = 8 * 1024 * 1024

/**
 * `wanted` passes paths that end in a dot and three or four letters. Undefined where the index is large, split or sparse, or cannot be read. `width` is that of an object id in
 * bytes.
 */
export const trackedNames = (
  { env: { GIT_INDEX_FILE: own }, gitDir, cwd }: RepositoryPlace,
  width: number,
  wanted: RegExp,
): TrackedNames | undefined => {
  try {
    return namesIn(readFileSync(own === undefined ? join(gitDir, 'index') : resolve(cwd, own)), width, wanted)
  } catch {
    return undefined // nothing is tracked yet, or git says what is wrong with it
  }
}

const dot = 0x2e

/**
 * `DIRC`, version, count (u32 each), and entries (gitformat-index(5)): 40 bytes, the id, u16 flags with the length of the
 * path, in version 3 two more bytes where flag 0x4000 says so, the path, and NULs up to a multiple of eight.
 */
export const namesIn = (index: Buffer, width: number, wanted: RegExp): TrackedNames | undefined => {
  const plain = index.length <= mostBytes && /^DIRC\0\0\0[\x02\x03]/.test(index.toString('latin1', 0, 8))
  if (!plain || index.includes('link\0') || index.includes('sdir\0')) return undefined
  const paths = new Set<string>()
  let at = 12
  for (let left = index.readUInt32BE(8); left > 0; left--) {
    const flags = index.readUInt16BE(at + 40 + width)
    const start = at + 42 + width + (flags & 0x4000 ? 2 : 0)
    const length = flags & 0xfff
    const end = length < 0xfff ? start + length : index.indexOf(0, start)
    // Most names end in something shorter or longer, and are never made into a string.
    if (index[end - 4] === dot || index[end - 5] === dot) {
      const path = index.toString('utf8', start, end)
      if (wanted.test(path)) paths.add(path)
    }
    at += (end - at + 8) & ~7
  }
  return {
    folders: new Set([...paths].map(folderOf)),
    has: (path) => paths.has(path) || (!wanted.test(path) && hasEntry(index, Buffer.from(path))),
  }
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

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
