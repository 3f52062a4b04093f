import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { type Entry, entryIn, entryOf } from './entry.ts'

/** What earlier runs worked out, in a folder that the user alone can write to. */
export interface PrivateStore {
  /** Undefined where nothing was kept, or nothing sound. */
  read(name: string): Entry | undefined
  /** Does nothing, and does not `make` anything, where there is no private place. */
  write(name: string, make: () => Entry): void
}

const nowhere: PrivateStore = { read: () => undefined, write: () => {} }

/** Kinds and versions that are kept side by side. */
const mostFolders = 8
const mostEntries = 64

/** The content of a file that nobody else could have written. */
const readOwn = (path: string, uid: number): Buffer | undefined => {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const { size, mode, uid: owner } = fstatSync(descriptor)
    if (owner !== uid || (mode & 0o022) !== 0) return undefined
    const content = Buffer.allocUnsafeSlow(size)
    return readSync(descriptor, content) === size ? content : undefined
  } catch {
    return undefined // not there, which is how it begins
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** Whether a folder belongs to the user alone. */
const isPrivate = (folder: string, uid: number): boolean => {
  try {
    const stats = lstatSync(folder, { throwIfNoEntry: false })
    return stats?.isDirectory() === true && stats.uid === uid && (stats.mode & 0o077) === 0
  } catch {
    return false // somewhere above it the user may not look
  }
}

/** Whether what is nearest to a path belongs to the user, who is not root in the home of another. */
const isOwn = (path: string, uid: number): boolean => {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats === undefined ? path !== dirname(path) && isOwn(dirname(path), uid) : stats.uid === uid
}

const keepNewest = (folder: string, most: number): void => {
  const names = readdirSync(folder)
  if (names.length <= most) return
  const ages = names.map(
    (name) => [name, statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0] as const,
  )
  const oldest = ages.sort(([, a], [, b]) => b - a).slice(most / 2)
  for (const [name] of oldest) rmSync(join(folder, name), { recursive: true, force: true })
}

/** Makes the folder where it is not there; false where the user has none of his own. */
const made = (folder: string, uid: number): boolean => {
  const parent = dirname(folder)
  if (!isPrivate(parent, uid)) {
    if (!isOwn(parent, uid)) return false
    // Not recursively: node never returns where the parent of a missing folder cannot hold one, as in /proc.
    for (const path of [dirname(parent), parent]) if (!existsSync(path)) mkdirSync(path, { mode: 0o700 })
    if (!isPrivate(parent, uid)) return false
  }
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) return true
  keepNewest(parent, mostFolders)
  mkdirSync(folder, { mode: 0o700 })
  return true
}

/** In place as a whole: whoever reads meanwhile sees the old content or the new one, also after a crash. */
const replace = (path: string, content: Buffer): void => {
  const fresh = `${path}.${Math.random().toString(36).slice(2)}`
  const descriptor = openSync(fresh, 'wx', 0o600)
  try {
    writeFileSync(descriptor, content)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(fresh, path)
}

const baseOf = ({ XDG_CACHE_HOME = '', HOME = '' }: NodeJS.ProcessEnv): string | undefined => {
  if (isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME
  return isAbsolute(HOME) ? join(HOME, '.cache') : undefined
}

/** Whose store it is. */
export interface Owner {
  readonly env: NodeJS.ProcessEnv
  /** Effective user id, where the system has one. */
  readonly uid: number | undefined
}

/**
 * The user's own cache folder (XDG Base Directory), if it is private: who can write there decides what is run and what
 * is looked for. `kind` says what for, and for which version.
 */
export const openStore = ({ env, uid }: Owner, kind: string): PrivateStore => {
  const base = baseOf(env)
  if (uid === undefined || base === undefined) return nowhere
  const folder = join(base, 'leaktight', kind)
  const pathOf = (name: string): string => join(folder, `${name}.bin`)
  const trusted = isPrivate(dirname(folder), uid)
  return {
    read: (name) => {
      const content = trusted ? readOwn(pathOf(name), uid) : undefined
      return content && entryIn(content)
    },
    write: (name, make) => {
      try {
        if (!made(folder, uid)) return
        replace(pathOf(name), entryOf(make()))
        keepNewest(folder, mostEntries)
      } catch {
        // No room, no permission: the next run works it out again.
      }
    },
  }
}
