import { type GitObject, type ObjectReader, streamObject } from '../git/blobs.ts'
import { MissingObjectError } from '../git/missing-objects.ts'
import { isNullOid, type RawChange } from '../git/raw-changes.ts'
import type { GitPlace } from '../git/run.ts'
import type { Origin, ReadFailure, Unit } from '../model/unit.ts'

/** A path as git stores it, for people and rules: bytes that are not UTF-8 become U+FFFD. */
export const displayPath = (path: Buffer): string => path.toString('utf8')

/** A blob as a unit; `object` as the batch answered it. */
export const blobUnit = (place: GitPlace, path: string, origin: Origin, object: GitObject): Unit => ({
  path,
  origin: { ...origin, oid: object.oid },
  size: object.size,
  bytes: async () => {
    if (object.bytes !== undefined) return object.bytes
    const pieces: Uint8Array[] = []
    for await (const piece of streamObject(place, object)) pieces.push(piece)
    return Buffer.concat(pieces)
  },
  chunks: () => streamObject(place, object),
})

/** An object that must be there. */
const required = async (reader: ObjectReader, oid: string): Promise<GitObject> => {
  const object = await reader.read(oid)
  if (object === undefined) throw new MissingObjectError(oid)
  return object
}

/** The object of an id; undefined, and counted as a failure of `path`, where it is missing. */
export const objectOrFailure = async (
  reader: ObjectReader,
  oid: string,
  path: string,
  failures: ReadFailure[],
): Promise<GitObject | undefined> => {
  try {
    return await required(reader, oid)
  } catch (error) {
    if (!(error instanceof MissingObjectError)) throw error
    failures.push({ path, reason: error.message })
    return undefined
  }
}

/** Content of an object that must be there; undefined for one too large to be compared with. */
export const contentOf = async (reader: ObjectReader, oid: string): Promise<Uint8Array | undefined> =>
  (await required(reader, oid)).bytes

/** Enough to keep git busy, few enough that as many of the largest blobs can be held. */
export const readsUnderWay = 8

/** Contents of older versions, without those too large to be compared with. */
export const contentsOf = async (reader: ObjectReader, oids: readonly string[]): Promise<Uint8Array[]> => {
  const contents = await Promise.all(oids.map((oid) => contentOf(reader, oid)))
  return contents.filter((content) => content !== undefined)
}

/** The old sides of a change that were regular files, of every parent. */
export const oldFiles = ({ oldModes, oldOids }: RawChange): string[] =>
  oldOids.filter((oid, parent) => !isNullOid(oid) && /^100/.test(oldModes[parent] ?? ''))

/** Keeps at most `width` reads under way and yields their results in order. */
export async function* pipelined<T, R>(
  items: Iterable<T>,
  width: number,
  read: (item: T) => Promise<R>,
): AsyncGenerator<[T, R]> {
  const queue: [T, Promise<R>][] = []
  for (const item of items) {
    const result = read(item)
    result.catch(() => {}) // reported when its turn comes
    queue.push([item, result])
    if (queue.length < width) continue
    const [first, answer] = queue.shift() ?? [item, result]
    yield [first, await answer]
  }
  for (const [item, answer] of queue) yield [item, await answer]
}
