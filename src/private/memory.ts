import { lstatSync, statfsSync } from 'node:fs'
import { isAbsolute } from 'node:path'

/** `statfs` types of file systems that are held in memory, from linux/magic.h. */
const memory: ReadonlySet<bigint> = new Set([0x01021994n, 0x858458f6n])

const sticky = 0o1000
const writableByAll = 0o002

/** Whether the file system that holds `path` is held in memory. */
const isInMemory = (path: string): boolean => memory.has(BigInt.asUintN(32, statfsSync(path, { bigint: true }).type))

/** A folder of the user's own that nobody else can enter. */
const isOwn = (path: string, uid: number | undefined): boolean => {
  const stats = lstatSync(path)
  return stats.isDirectory() && stats.uid === uid && (stats.mode & 0o077) === 0
}

/** A folder in which no user can rename what another one made. */
const isShared = (path: string): boolean => {
  const stats = lstatSync(path)
  return stats.isDirectory() && stats.uid === 0 && ((stats.mode & writableByAll) === 0 || (stats.mode & sticky) !== 0)
}

const holds = (test: () => boolean): boolean => {
  try {
    return test()
  } catch {
    return false // not there, or not to be looked at
  }
}

/** The user's runtime folder or else `/dev/shm`, where it is held in memory; undefined where neither is. */
export const memoryFolder = (
  env: Readonly<Record<string, string | undefined>>,
  uid: number | undefined,
): string | undefined => {
  const own = env.XDG_RUNTIME_DIR ?? ''
  if (isAbsolute(own) && holds(() => isOwn(own, uid) && isInMemory(own))) return own
  const shared = '/dev/shm'
  return holds(() => isShared(shared) && isInMemory(shared)) ? shared : undefined
}

/** Whether nobody else can rename or remove what the user makes in a folder. */
export const isSafeBase = (path: string, uid: number | undefined): boolean =>
  uid === undefined || holds(() => isOwn(path, uid) || isShared(path) || isWrittenByOwner(path, uid))

const isWrittenByOwner = (path: string, uid: number): boolean => {
  const stats = lstatSync(path)
  return stats.isDirectory() && stats.uid === uid && (stats.mode & 0o022) === 0
}
