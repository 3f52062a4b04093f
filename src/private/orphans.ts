import { lstatSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { folderName, nameBeforeRemoval, type PrivateFolder, processSpace } from './folder.ts'
import { usersOf } from './processes.ts'
import type { Remover } from './remove.ts'

/** A run makes its folder and holds it at once; one that is older and held by nobody has lost its run. */
const youngestMs = 10_000
/** Whatever lies there, looking stays short. */
const mostLookedAt = 32

/**
 * What runs have left beside our folder that were killed together with their guards, and that no process uses any more.
 * We hold ours: where that is not to be seen, nothing is to be seen of other runs.
 */
export const orphansOf = (ours: PrivateFolder, { uid, pid }: Remover): readonly PrivateFolder[] => {
  const base = dirname(ours.path)
  const space = processSpace()
  // On a disk, other hosts may run beside us.
  if (!ours.inMemory || space === undefined || uid === undefined) return []
  const candidates = namesIn(base)
    .filter((name) => folderName.exec(name)?.[1] === space)
    .map((name) => join(base, name))
    .filter((path) => path !== ours.path && isOldAndOwn(path, uid))
    .slice(0, mostLookedAt)
  if (candidates.length === 0 || !usersOf(basename(ours.path)).includes(pid)) return []
  return candidates
    .filter((path) => usersOf(nameBeforeRemoval(basename(path))).length === 0)
    .map((path) => ({ path, inMemory: true }))
}

const namesIn = (base: string): readonly string[] => {
  try {
    return readdirSync(base)
  } catch {
    return [] // it can be entered, but not listed
  }
}

const isOldAndOwn = (path: string, uid: number): boolean => {
  try {
    const stats = lstatSync(path)
    return stats.isDirectory() && stats.uid === uid && Date.now() - stats.mtimeMs > youngestMs
  } catch {
    return false // gone meanwhile
  }
}
