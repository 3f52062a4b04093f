import type { CommitChange } from '../git/commits.ts'
import { isNullOid } from '../git/raw-changes.ts'
import type { Source, Unit } from '../model/unit.ts'
import { newTally } from './files.ts'
import { displayPath } from './git-units.ts'

const removal = ({ change, commit }: CommitChange): Unit => ({
  path: displayPath(change.path),
  origin: { from: 'commit', commit: commit.oid, author: commit.author, date: commit.date },
  size: 0,
  bytes: () => new Uint8Array(),
  async *chunks() {},
})

/** The files that commits remove: nothing of them is left to be read, so only rules about paths have a say. */
export const removalSource = (changes: readonly CommitChange[]): Source => ({
  name: 'removed',
  offers: new Set(['path', 'base']),
  ...newTally(),
  async *units() {
    for (const item of changes) if (isNullOid(item.change.newOid)) yield removal(item)
  },
})
