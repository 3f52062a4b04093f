import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { ObjectReader } from '../git/blobs.ts'
import { isSubmodule, isSymlink } from '../git/raw-changes.ts'
import type { RepositoryPlace } from '../git/repository.ts'
import type { TreeFile } from '../git/tree-files.ts'
import type { Source, Unit } from '../model/unit.ts'
import { isDependency } from './dependencies.ts'
import { fileUnit, newTally, pass, type Tally } from './files.ts'
import { filesBelow } from './folder.ts'
import { blobUnit, displayPath } from './git-units.ts'

export interface WorktreeFiles {
  readonly tracked: readonly TreeFile[]
  /** A path that ends in `/` is a repository of its own. */
  readonly untracked: readonly Buffer[]
  /** Read installed dependencies too. */
  readonly dependencies: boolean
}

const inRoot = (root: string, path: Buffer): Buffer => Buffer.concat([Buffer.from(`${root}/`), path])

const exists = (name: Buffer): boolean => {
  try {
    lstatSync(name)
    return true
  } catch {
    return false
  }
}

/** A tracked file as it lies on disk, or as the index holds it where it is not checked out. */
const trackedUnit = async (
  place: RepositoryPlace,
  reader: ObjectReader,
  file: TreeFile,
  tally: Tally,
): Promise<Unit | undefined> => {
  const path = displayPath(file.path)
  if (isSubmodule(file.mode)) pass(tally, 'submodule')
  else if (isSymlink(file.mode)) pass(tally, 'symlink')
  else if (exists(inRoot(place.root, file.path))) {
    return fileUnit(inRoot(place.root, file.path), path, { from: 'worktree' }, tally)
  } else {
    const object = await reader.read(file.oid)
    if (object !== undefined) return blobUnit(place, path, { from: 'index' }, object)
    tally.failures.push({ path, reason: `object ${file.oid} is missing; run git fsck` })
  }
  return undefined
}

async function* untrackedUnits(root: string, files: WorktreeFiles, tally: Tally): AsyncGenerator<Unit | undefined> {
  for (const path of files.untracked) {
    const shown = displayPath(path)
    if (!files.dependencies && isDependency(shown)) pass(tally, 'dependency')
    else if (!shown.endsWith('/')) {
      if (exists(inRoot(root, path))) yield fileUnit(inRoot(root, path), shown, { from: 'worktree' }, tally)
    } else {
      for await (const name of filesBelow(join(root, shown), tally, files.dependencies)) {
        yield fileUnit(join(root, shown, name), `${shown}${name}`, { from: 'worktree' }, tally)
      }
    }
  }
}

/** The working tree: tracked, untracked and ignored files. */
export const worktreeSource = (place: RepositoryPlace, reader: ObjectReader, files: WorktreeFiles): Source => {
  const tally = newTally()
  return {
    name: 'worktree',
    offers: new Set(['content', 'path', 'repository', 'history', 'machine']),
    ...tally,
    async *units() {
      for (const file of files.tracked) {
        const unit = await trackedUnit(place, reader, file, tally)
        if (unit !== undefined) yield unit
      }
      for await (const unit of untrackedUnits(place.root, files, tally)) if (unit !== undefined) yield unit
    },
  }
}
