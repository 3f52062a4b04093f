import type { ObjectReader } from '../git/blobs.ts'
import { isSubmodule, isSymlink } from '../git/raw-changes.ts'
import type { GitPlace } from '../git/run.ts'
import type { TreeFile } from '../git/tree-files.ts'
import type { Source } from '../model/unit.ts'
import { newTally, pass } from './files.ts'
import { blobUnit, displayPath, pipelined, readsUnderWay } from './git-units.ts'

/** The blobs of one commit's tree. */
export const treeSource = (
  place: GitPlace,
  reader: ObjectReader,
  commit: string,
  files: readonly TreeFile[],
): Source => {
  const tally = newTally()
  return {
    name: 'tree',
    offers: new Set(['content', 'path', 'repository', 'history']),
    ...tally,
    async *units() {
      const regular = files.filter(({ mode }) => {
        if (isSymlink(mode)) pass(tally, 'symlink')
        if (isSubmodule(mode)) pass(tally, 'submodule')
        return /^100/.test(mode)
      })
      for await (const [{ path, oid }, object] of pipelined(regular, readsUnderWay, (file) => reader.read(file.oid))) {
        if (object === undefined) tally.failures.push({ path: displayPath(path), reason: `object ${oid} is missing` })
        else yield blobUnit(place, displayPath(path), { from: 'commit', commit }, object)
      }
    },
  }
}
