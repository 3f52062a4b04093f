import type { ObjectReader } from '../git/blobs.ts'
import type { CommitChange } from '../git/commits.ts'
import { isNullOid, isSubmodule, isSymlink } from '../git/raw-changes.ts'
import type { GitPlace } from '../git/run.ts'
import type { Source } from '../model/unit.ts'
import { newTally, pass, type Tally } from './files.ts'
import { blobUnit, contentOf, contentsOf, displayPath, oldFiles, pipelined, readsUnderWay } from './git-units.ts'

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

/** Every blob that each commit of a range adds; `changes` oldest commit first, so that the first one answers for it. */
export const rangeSource = (place: GitPlace, reader: ObjectReader, changes: readonly CommitChange[]): Source => {
  const tally = newTally()
  return {
    name: 'range',
    offers: new Set(['content', 'path', 'base', 'repository']),
    ...tally,
    async *units() {
      const items = readable(changes, tally)
      for await (const [{ commit, change }, object] of pipelined(items, readsUnderWay, (item) =>
        reader.read(item.change.newOid),
      )) {
        const path = displayPath(change.path)
        if (object === undefined) {
          tally.failures.push({ path, reason: `object ${change.newOid} is missing; fetch the whole history` })
          continue
        }
        const origin = { from: 'commit', commit: commit.oid, author: commit.author, date: commit.date } as const
        const [first, ...others] = oldFiles(change)
        yield {
          ...blobUnit(place, path, origin, object),
          base: async () => (first === undefined ? undefined : contentOf(reader, first)),
          otherBases: () => contentsOf(reader, others),
        }
      }
    },
  }
}
