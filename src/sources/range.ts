import type { ObjectReader } from '../git/blobs.ts'
import type { CommitChange } from '../git/commits.ts'
import { isNullOid, isSubmodule, isSymlink, type RawChange } from '../git/raw-changes.ts'
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

const readable = (changes: readonly CommitChange[], tally: Tally): CommitChange[] => {
  const seen = new Set<string>()
  return changes.filter(({ change }) => {
    const key = `${change.newOid} ${change.path.toString('latin1')}`
    if (isNullOid(change.newOid) || seen.has(key)) return false
    seen.add(key)
    if (isSymlink(change.newMode)) pass(tally, 'symlink')
    if (isSubmodule(change.newMode)) pass(tally, 'submodule')
    return /^100/.test(change.newMode)
  })
}

/** What each commit takes away, by its object id. */
const removedByCommit = (
  reader: ObjectReader,
  changes: readonly CommitChange[],
): ReadonlyMap<string, Pick<Unit, 'removed'>> => {
  const byCommit = new Map<string, RawChange[]>()
  for (const { commit, change } of changes) {
    const own = byCommit.get(commit.oid) ?? []
    own.push(change)
    byCommit.set(commit.oid, own)
  }
  return new Map([...byCommit].map(([oid, own]) => [oid, removedBy(reader, own)]))
}

/** Every blob that each commit of a range adds; `changes` oldest commit first, so that the first one answers for it. */
export const rangeSource = (place: GitPlace, reader: ObjectReader, changes: readonly CommitChange[]): Source => {
  const tally = newTally()
  return {
    name: 'range',
    offers: new Set(['content', 'path', 'base', 'versions', 'repository']),
    ...tally,
    async *units() {
      const items = readable(changes, tally)
      const removed = removedByCommit(reader, changes)
      for await (const [{ commit, change }, object] of pipelined(items, readsUnderWay, (item) =>
        objectOrFailure(reader, item.change.newOid, displayPath(item.change.path), tally.failures),
      )) {
        if (object === undefined) continue
        const origin = { from: 'commit', commit: commit.oid, author: commit.author, date: commit.date } as const
        const [first, ...others] = oldFiles(change)
        yield {
          ...blobUnit(place, displayPath(change.path), origin, object),
          base: async () => (first === undefined ? undefined : contentOf(reader, first)),
          otherBases: () => contentsOf(reader, others),
          ...removed.get(commit.oid),
        }
      }
    },
  }
}
