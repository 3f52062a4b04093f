import { join } from 'node:path'
import type { RepositoryPlace } from '../git/repository.ts'
import { indexFiles } from '../git/tree-files.ts'
import { CannotCheckError } from '../model/errors.ts'
import { displayPath } from './git-units.ts'
import { lookAt, type TrackedFile } from './tracked-file.ts'

/** Tracked files by the names that are shown, whatever bytes their names hold. */
export interface TrackedDisk {
  list(): Promise<readonly string[]>
  /** Holds at most `most` bytes. */
  look(path: string, most: number): TrackedFile
}

/** The tracked files of a working tree as they stand on disk. A name that is not UTF-8 is another one than it looks. */
export const trackedDisk = (place: RepositoryPlace): TrackedDisk => {
  const names = new Map<string, Buffer>()
  const twice = new Set<string>()
  return {
    list: async () => {
      for (const { path } of await indexFiles({ ...place, cwd: place.root })) {
        const shown = displayPath(path)
        if (names.has(shown)) twice.add(shown)
        names.set(shown, path)
      }
      return [...names.keys()]
    },
    look: (path, most) => {
      if (twice.has(path)) throw new CannotCheckError('two tracked files have names that look like this')
      const name = names.get(path)
      return lookAt(name === undefined ? join(place.root, path) : fullName(place.root, name), most)
    },
  }
}

const fullName = (root: string, name: Buffer): Buffer => Buffer.concat([Buffer.from(join(root, '/')), name])
