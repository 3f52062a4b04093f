import type { GitObject, ObjectReader } from '../git/blobs.ts'
import type { GitPlace } from '../git/run.ts'
import type { Origin, Source } from '../model/unit.ts'
import { newTally } from './files.ts'
import { blobUnit, objectOrFailure, pipelined, readsUnderWay } from './git-units.ts'

const kinds: ReadonlyMap<string, string> = new Map([
  ['blob', 'blob'],
  ['commit', 'commit message'],
  ['tag', 'tag message'],
])

/** What stands for the path of an object that has none; undefined for a tree, which holds no text of its own. */
export const titleOf = ({ type, oid }: Pick<GitObject, 'type' | 'oid'>): string | undefined => {
  const kind = kinds.get(type)
  return kind === undefined ? undefined : `(${kind} ${oid})`
}

/** One object to examine by itself. */
export interface NamedObject {
  readonly oid: string
  readonly origin: Origin
}

/** Objects that are examined without a path: messages of commits and tags, and blobs that a tag names. */
export const objectSource = (place: GitPlace, reader: ObjectReader, objects: readonly NamedObject[]): Source => {
  const tally = newTally()
  return {
    name: 'objects',
    offers: new Set(['content']),
    ...tally,
    async *units() {
      for await (const [{ origin }, object] of pipelined(objects, readsUnderWay, ({ oid }) =>
        objectOrFailure(reader, oid, `(object ${oid})`, tally.failures),
      )) {
        const title = object === undefined ? undefined : titleOf(object)
        if (object !== undefined && title !== undefined) yield blobUnit(place, title, origin, object)
      }
    },
  }
}
