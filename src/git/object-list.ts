import { endOfGit, type GitPlace, startGit } from './run.ts'

/** What holds text; a tree does not. */
export const textTypes = ['blob', 'commit', 'tag'] as const

/**
 * Every object of a store that holds text: blobs, commits and tags, each once, in the order in which git reads them
 * fastest. Tables instead of objects, because there may be millions.
 */
export interface ObjectList {
  readonly count: number
  /** Bytes of an id: 20, in a SHA-256 repository 32. */
  readonly width: number
  /** One id after another. */
  readonly ids: Buffer
  /** Bytes of each object. */
  readonly sizes: Float64Array
  /** Of each object, an index into {@link textTypes}. */
  readonly types: Uint8Array
  /** Ids, in hexadecimal, of objects that are in the store and cannot be read. */
  readonly unreadable: readonly string[]
}

/** The id of an object in hexadecimal. */
export const idAt = ({ ids, width }: ObjectList, index: number): string =>
  ids.toString('hex', index * width, (index + 1) * width)

/** The type of an object. */
export const typeAt = ({ types }: ObjectList, index: number): string => textTypes[types[index] ?? 0] ?? 'blob'

/** Places of a list that pass. */
export const placesWhere = ({ count }: ObjectList, passes: (index: number) => boolean): Uint32Array => {
  const places = new Uint32Array(count)
  let length = 0
  for (let index = 0; index < count; index++) if (passes(index)) places[length++] = index
  return places.subarray(0, length)
}

const lineFeed = 0x0a
const zero = 0x30

// The second letter of its name tells a type from all others.
const typeByLetter = new Map(textTypes.map((type, index) => [type.charCodeAt(1), index]))

const values = new Uint8Array(256)
for (let value = 0; value < 16; value++) values[value.toString(16).charCodeAt(0)] = value

/** The tables of a list, which grow. */
const newTables = () => {
  let width = 0
  let ids: Buffer = Buffer.alloc(0)
  let sizes = new Float64Array(0)
  let types = new Uint8Array(0)
  let count = 0
  const grow = (): void => {
    const more = Math.max(1024, 2 * count)
    const [oldIds, oldSizes, oldTypes] = [ids, sizes, types]
    ids = Buffer.allocUnsafe(more * width)
    sizes = new Float64Array(more)
    types = new Uint8Array(more)
    oldIds.copy(ids)
    sizes.set(oldSizes)
    types.set(oldTypes)
  }
  return {
    add: (source: Uint8Array, from: number, digits: number, type: number, size: number): void => {
      width = digits / 2
      if (count === sizes.length) grow()
      for (let at = 0, to = count * width; at < digits; at += 2, to++) {
        ids[to] = ((values[source[from + at] ?? 0] ?? 0) << 4) | (values[source[from + at + 1] ?? 0] ?? 0)
      }
      types[count] = type
      sizes[count++] = size
    },
    list: (unreadable: readonly string[]): ObjectList => ({
      count,
      width: width === 0 ? 20 : width,
      ids: ids.subarray(0, count * width),
      sizes: sizes.subarray(0, count),
      types: types.subarray(0, count),
      unreadable,
    }),
  }
}

/** The decimal number that ends at an offset; undefined where there is none. */
const numberBefore = (bytes: Uint8Array, end: number): number | undefined => {
  let number = 0
  let at = end - 1
  for (let scale = 1; ; scale *= 10, at--) {
    const digit = (bytes[at] ?? 0) - zero
    if (digit < 0 || digit > 9) break
    number += digit * scale
  }
  return at === end - 1 ? undefined : number
}

/**
 * Push parser of `git cat-file --batch-check`: lines of `<oid> SP <type> SP <size> LF`, or `<oid> SP missing LF` for
 * what is broken. Trees, which hold no text, are left out.
 */
export const objectListParser = () => {
  const tables = newTables()
  const unreadable: string[] = []
  let rest: Buffer = Buffer.alloc(0)

  const takeLine = (bytes: Buffer, start: number, end: number): void => {
    const space = bytes.indexOf(0x20, start)
    const size = numberBefore(bytes, end)
    if (size === undefined) return void unreadable.push(bytes.toString('latin1', start, space))
    const type = typeByLetter.get(bytes[space + 2] ?? 0)
    if (type !== undefined) tables.add(bytes, start, space - start, type, size)
  }

  return {
    push: (piece: Buffer): void => {
      const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
      let start = 0
      for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
        takeLine(bytes, start, end)
        start = end + 1
      }
      rest = bytes.subarray(start)
    },
    list: (): ObjectList => tables.list(unreadable),
  }
}

/** Lists the whole store, with that of its alternates, whether or not anything still points at an object. */
export const listObjects = async (place: GitPlace): Promise<ObjectList> => {
  const args = ['cat-file', '--batch-all-objects', '--batch-check', '--unordered']
  const child = startGit(place, args)
  const parser = objectListParser()
  child.stdin.on('error', () => {}) // EPIPE: the process ended early, and `endOfGit` says why
  child.stdin.end()
  child.stdout.on('data', parser.push)
  await endOfGit(child, args)
  return parser.list()
}
