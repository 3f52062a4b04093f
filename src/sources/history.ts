import { allObjects } from '../git/blobs.ts'
import type { GitPlace } from '../git/run.ts'
import type { Source } from '../model/unit.ts'
import { newTally } from './files.ts'
import { blobUnit } from './git-units.ts'
import { titleOf } from './objects.ts'

/**
 * Every blob, commit and tag message in the object store, once, whether or not anything still points at it. Paths are
 * not known here: they are looked up for what has findings.
 */
export const historySource = (place: GitPlace, holdBytes: number): Source => ({
  name: 'history',
  offers: new Set(['content']),
  ...newTally(),
  async *units() {
    for await (const object of allObjects(place, holdBytes)) {
      const title = titleOf(object)
      if (title !== undefined) yield blobUnit(place, title, { from: 'object' }, object)
    }
  },
})
