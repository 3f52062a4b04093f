import type { ObjectReader } from '../git/blobs.ts'
import type { GitPlace } from '../git/run.ts'
import type { Source } from '../model/unit.ts'
import { newTally } from './files.ts'
import { blobUnit, objectOrFailure, pipelined, readsUnderWay } from './git-units.ts'

/** How findings name a blob that has no path. */
export const danglingName = (oid: string): string => `(dangling blob ${oid})`

/** Blobs that no branch leads to, as files that were left behind; what is no blob is passed over. */
export const danglingSource = (place: GitPlace, reader: ObjectReader, oids: Iterable<string>): Source => {
  const tally = newTally()
  return {
    name: 'git objects',
    offers: new Set(['content', 'path', 'machine']),
    ...tally,
    async *units() {
      for await (const [oid, object] of pipelined([...oids], readsUnderWay, (each) =>
        objectOrFailure(reader, each, danglingName(each), tally.failures),
      )) {
        if (object?.type === 'blob') yield blobUnit(place, danglingName(oid), { from: 'object', oid }, object)
      }
    },
  }
}
