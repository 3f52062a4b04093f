import type { GitObject } from '../git/blobs.ts'
import type { BatchedObject } from '../git/object-batches.ts'
import { idAt, type ObjectList, typeAt } from '../git/object-list.ts'
import { readObjects } from '../git/read-objects.ts'
import type { GitPlace } from '../git/run.ts'
import { CannotCheckError } from '../model/errors.ts'
import type { Batch, Outcome, Source, Unit } from '../model/unit.ts'
import { newTally } from './files.ts'
import { blobUnit } from './git-units.ts'
import { titleOf } from './objects.ts'

export interface HistoryOptions {
  /** Objects above this many bytes are streamed by themselves. */
  readonly holdBytes: number
  /** Is told of each object that was examined completely. */
  settled?(oid: string, outcome: Outcome): void
}

const ofObject = ({ oid }: { readonly oid: string }): string => `(object ${oid})`

const objectUnit = (place: GitPlace, object: GitObject, { settled }: HistoryOptions): Unit => ({
  ...blobUnit(place, titleOf(object) ?? ofObject(object), { from: 'object' }, object),
  ...(settled !== undefined && { settled: (outcome) => settled(object.oid, outcome) }),
})

const batchOf = (
  place: GitPlace,
  buffer: Buffer,
  objects: readonly BatchedObject[],
  options: HistoryOptions,
): Batch => {
  const at = (index: number): BatchedObject => {
    const object = objects[index]
    if (object === undefined) throw new Error(`a batch of ${objects.length} has no object ${index}`)
    return object
  }
  return {
    buffer,
    spans: objects,
    path: (index) => ofObject(at(index)),
    unit: (index) => {
      const { start, ...object } = at(index)
      return objectUnit(place, { ...object, bytes: buffer.subarray(start, start + object.size) }, options)
    },
    settled: (index, outcome) => options.settled?.(at(index).oid, outcome),
  }
}

/**
 * Blobs, messages of commits and of tags in the object store, those of `list` at the places `wanted`, once, whether or
 * not anything still points at them. Paths are not known here: they are looked up for what has findings.
 */
export const historySource = (
  place: GitPlace,
  list: ObjectList,
  wanted: Uint32Array,
  options: HistoryOptions,
): Source => {
  const tally = newTally()
  const sizeAt = (index: number): number => list.sizes[index] ?? 0

  // What is large comes first: while the rest is read, nothing long is left to wait for.
  function* large(): Generator<Unit> {
    const places = wanted.filter((index) => sizeAt(index) > options.holdBytes)
    for (const index of places.sort((a, b) => sizeAt(b) - sizeAt(a))) {
      yield objectUnit(place, { oid: idAt(list, index), type: typeAt(list, index), size: sizeAt(index) }, options)
    }
  }
  async function* held(): AsyncGenerator<Batch> {
    const places = wanted.filter((index) => sizeAt(index) <= options.holdBytes)
    for await (const { buffer, objects, failures } of readObjects(place, list, places)) {
      for (const { oid, reason } of failures) tally.failures.push({ path: ofObject({ oid }), reason })
      yield batchOf(place, buffer, objects, options)
    }
  }
  return {
    name: 'history',
    offers: new Set(['content']),
    ...tally,
    async *units() {
      for (const oid of list.unreadable) tally.failures.push({ path: ofObject({ oid }), reason: 'cannot be read' })
      yield* large()
    },
    async *batches() {
      try {
        yield* held()
      } catch (error) {
        if (!(error instanceof CannotCheckError)) throw error
        tally.failures.push({ path: '(history)', reason: error.message })
      }
    },
  }
}
