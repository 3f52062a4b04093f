import type { ObjectReader } from '../git/blobs.ts'
import { isSubmodule, isSymlink } from '../git/raw-changes.ts'
import type { GitPlace } from '../git/run.ts'
import type { TreeFile } from '../git/tree-files.ts'
import type { Origin, Source } from '../model/unit.ts'
import { newTally, pass } from './files.ts'
import { blobUnit, displayPath, objectOrFailure, pipelined, readsUnderWay } from './git-units.ts'

/** The blobs of one tree; `origin` says what holds it. */
export const treeSource = (
  place: GitPlace,
  reader: ObjectReader,
  origin: Origin,
  files: readonly TreeFile[],
): Source => {
  const tally = newTally()
  return {
    name: 'tree',
    offers: new Set(['content', 'path', 'versions', 'repository', 'history']),
    ...tally,
    async *units() {
      const regular = files.filter(({ mode }) => {
        if (isSymlink(mode)) pass(tally, 'symlink')
        if (isSubmodule(mode)) pass(tally, 'submodule')
        return /^100/.test(mode)
      })
      for await (const [{ path }, object] of pipelined(regular, readsUnderWay, (file) =>
        objectOrFailure(reader, file.oid, displayPath(file.path), tally.failures),
      )) {
        if (object !== undefined) yield blobUnit(place, displayPath(path), origin, object)
      }
    },
  }
}
