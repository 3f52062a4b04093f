import type { GitObject, ObjectReader } from '../git/blobs.ts'
import { isSubmodule, isSymlink, type RawChange } from '../git/raw-changes.ts'
import type { GitPlace } from '../git/run.ts'
import type { Source, Unit } from '../model/unit.ts'
import { newTally, pass, type Tally } from './files.ts'
import {
  blobUnit,
  contentOf,
  contentsOf,
  displayPath,
  objectOrFailure,
  oldFiles,
  pipelined,
  readsUnderWay,
} from './git-units.ts'
import { removedBy } from './removed.ts'

const isFile = (mode: string): boolean => /^100/.test(mode)

const readable = (changes: readonly RawChange[], tally: Tally): RawChange[] =>
  changes.filter((change) => {
    if (change.status === 'D') return false
    if (isSymlink(change.newMode)) pass(tally, 'symlink')
    if (isSubmodule(change.newMode)) pass(tally, 'submodule')
    return isFile(change.newMode)
  })

/** The index blobs of staged changes, read in full through one process. */
export const stagedSource = (place: GitPlace, reader: ObjectReader, changes: readonly RawChange[]): Source => {
  const tally = newTally()
  const removed = removedBy(reader, changes)
  const unitOf = (change: RawChange, object: GitObject): Unit => {
    const path = displayPath(change.path)
    const [first, ...others] = oldFiles(change)
    return {
      ...blobUnit(place, path, { from: 'index' }, object),
      base: async () => (first === undefined ? undefined : contentOf(reader, first)),
      otherBases: () => contentsOf(reader, others),
      ...removed,
    }
  }
  return {
    name: 'staged',
    offers: new Set(['content', 'path', 'base', 'versions', 'repository', 'history', 'machine']),
    ...tally,
    async *units() {
      for await (const [change, object] of pipelined(readable(changes, tally), readsUnderWay, (item) =>
        objectOrFailure(reader, item.newOid, displayPath(item.path), tally.failures),
      )) {
        if (object !== undefined) yield unitOf(change, object)
      }
    },
  }
}
