import type { ObjectReader } from '../git/blobs.ts'
import type { RawChange } from '../git/raw-changes.ts'
import type { Unit } from '../model/unit.ts'
import { contentOf, displayPath, oldFiles } from './git-units.ts'

const isGone = (change: RawChange): boolean => !/^100/.test(change.newMode) && oldFiles(change).length > 0

/** The regular files that a change takes away, for its units; nothing is read before somebody asks. */
export const removedBy = (reader: ObjectReader, changes: readonly RawChange[]): Pick<Unit, 'removed'> => {
  const removed = changes.filter(isGone).map((change) => ({
    path: displayPath(change.path),
    bytes: async () => {
      const [oid] = oldFiles(change)
      return oid === undefined ? undefined : contentOf(reader, oid)
    },
  }))
  return removed.length === 0 ? {} : { removed }
}
