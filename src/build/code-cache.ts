import {
  closeSync,
  constants,
  fstatSync,
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
import type { Script } from 'node:vm'
import { version } from '../commands/version.generated.ts'

/** Compiled code of earlier runs. */
export interface CodeCache {
  /** What `source` was compiled to. */
  find(file: string, source: Buffer): Buffer | undefined
  /** Keeps what `script` has been compiled to, when the process ends well. */
  note(file: string, source: Buffer, script: Script): void
}

const none: CodeCache = { find: () => undefined, note: () => {} }

/** Versions of node or of ourselves that are kept side by side. */
const mostFolders = 4

/** What is compiled in later runs is added to the cache by one run in so many. */
const refreshEvery = 32

const headerBytes = 16
const aligned = (length: number): number => (length + 7) & ~7

/**
 * u32 length of the source, u32 length of the data, eight bytes of nothing, the source, padding, the data, padding and
 * the data again. V8 looks at neither: it compares the length of the source, and crashes on damaged data.
 */
const encode = (source: Buffer, data: Buffer): Buffer => {
  const dataAt = headerBytes + aligned(source.length)
  const file = Buffer.alloc(dataAt + aligned(data.length) + data.length)
  file.writeUInt32LE(source.length, 0)
  file.writeUInt32LE(data.length, 4)
  source.copy(file, headerBytes)
  data.copy(file, dataAt)
  data.copy(file, dataAt + aligned(data.length))
  return file
}

const decode = (file: Buffer, source: Buffer): Buffer | undefined => {
  if (file.length < headerBytes || file.readUInt32LE(0) !== source.length) return undefined
  const length = file.readUInt32LE(4)
  const dataAt = headerBytes + aligned(source.length)
  const againAt = dataAt + aligned(length)
  if (file.length !== againAt + length) return undefined
  const data = file.subarray(dataAt, dataAt + length)
  const same =
    data.equals(file.subarray(againAt)) && source.equals(file.subarray(headerBytes, headerBytes + source.length))
  return same ? data : undefined
}

/** The content of a file that nobody else could have written. */
const readOwn = (path: string, uid: number): Buffer | undefined => {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    const { size, mode, uid: owner } = fstatSync(descriptor)
    if (owner !== uid || (mode & 0o022) !== 0) return undefined
    const content = Buffer.allocUnsafeSlow(size)
    return readSync(descriptor, content) === size ? content : undefined
  } catch {
    return undefined // not there, which is how every cache begins
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

/** The nearest folder at or above a path that is there belongs to the user, who is not root in the home of another. */
const isOwn = (path: string, uid: number): boolean => {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats === undefined ? path !== dirname(path) && isOwn(dirname(path), uid) : stats.uid === uid
}

const removeOldest = (parent: string): void => {
  const age = (name: string): number => statSync(join(parent, name), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const folders = readdirSync(parent).sort((a, b) => age(b) - age(a))
  for (const name of folders.slice(mostFolders)) rmSync(join(parent, name), { recursive: true, force: true })
}

/** Makes the folder where it is not there; false where the user has none of his own. */
const made = (folder: string, uid: number): boolean => {
  const parent = dirname(folder)
  if (!isPrivate(parent, uid)) {
    if (!isOwn(parent, uid)) return false
    mkdirSync(parent, { recursive: true, mode: 0o700 })
    if (!isPrivate(parent, uid)) return false
  }
  if (statSync(folder, { throwIfNoEntry: false }) !== undefined) return true
  mkdirSync(folder, { mode: 0o700 })
  removeOldest(parent)
  return true
}

const write = (path: string, content: Buffer, pid: number): void => {
  const fresh = `${path}.${pid}`
  writeFileSync(fresh, content, { flag: 'wx', mode: 0o600 })
  renameSync(fresh, path)
}

type Host = Pick<NodeJS.Process, 'env' | 'pid' | 'version' | 'arch' | 'geteuid' | 'on'>

const baseOf = ({ XDG_CACHE_HOME = '', HOME = '' }: NodeJS.ProcessEnv): string | undefined => {
  if (isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME
  return isAbsolute(HOME) ? join(HOME, '.cache') : undefined
}

/**
 * The cache in the user's own cache folder (XDG Base Directory), if that is private: who can write to it decides what
 * runs here. `NODE_DISABLE_COMPILE_CACHE` turns it off, as it does for node's own.
 */
export const openCodeCache = (host: Host): CodeCache => {
  const { env, pid } = host
  const uid = host.geteuid?.()
  const base = baseOf(env)
  if (uid === undefined || base === undefined) return none
  if (env.NODE_DISABLE_COMPILE_CACHE || env.NODE_V8_COVERAGE) return none
  const folder = join(base, 'leaktight', `${version}-node-${host.version}-${host.arch}`)
  const trusted = isPrivate(dirname(folder), uid)
  const notes: { readonly file: string; readonly source: Buffer; readonly script: Script }[] = []

  const save = (): void => {
    try {
      if (!made(folder, uid)) return
      for (const { file, source, script } of notes)
        write(join(folder, `${file}.bin`), encode(source, script.createCachedData()), pid)
    } catch {
      // No room, no permission: the next run compiles again.
    }
  }

  return {
    find: (file, source) => {
      const content = trusted ? readOwn(join(folder, `${file}.bin`), uid) : undefined
      return content && decode(content, source)
    },
    note: (file, source, script) => {
      if (script.cachedDataRejected === false && pid % refreshEvery !== 0) return
      if (notes.length === 0) host.on('exit', (code) => code <= 1 && save())
      notes.push({ file, source, script })
    },
  }
}
