/**
 * Objects that a run had nothing to say about, one record after another: the id of an object and one byte that is 1
 * where its content is binary. Ascending and each once, unless said otherwise.
 */
export interface Records {
  readonly bytes: Buffer
  /** Bytes of an id. */
  readonly width: number
}

export const noRecords = (width: number): Records => ({ bytes: Buffer.alloc(0), width })

export const countOf = ({ bytes, width }: Records): number => bytes.length / (width + 1)

const prefixes = 1 << 16

/** By the first two bytes of an id: where its records begin, and after the last one where they end. */
const beginnings = ({ bytes, width }: Records): Uint32Array => {
  const begin = new Uint32Array(prefixes + 1)
  for (let at = 0; at < bytes.length; at += width + 1) {
    const next = bytes.readUInt16BE(at) + 1
    begin[next] = (begin[next] ?? 0) + 1
  }
  for (let prefix = 1; prefix <= prefixes; prefix++) begin[prefix] = (begin[prefix] ?? 0) + (begin[prefix - 1] ?? 0)
  return begin
}

/** The same records by their first two bytes, in any order among themselves. */
const grouped = ({ bytes, width }: Records, begin: Uint32Array): Buffer => {
  const size = width + 1
  const next = begin.slice()
  const placed = Buffer.allocUnsafe(bytes.length)
  for (let at = 0; at < bytes.length; at += size) {
    const prefix = bytes.readUInt16BE(at)
    const place = next[prefix] ?? 0
    next[prefix] = place + 1
    bytes.copy(placed, place * size, at, at + size)
  }
  return placed
}

const sortGroup = (group: Buffer, size: number): void => {
  const records = Array.from({ length: group.length / size }, (_, index) =>
    Buffer.from(group.subarray(index * size, (index + 1) * size)),
  )
  records.sort(Buffer.compare)
  for (const [index, record] of records.entries()) record.copy(group, index * size)
}

const withoutRepeats = (bytes: Buffer, width: number): Buffer => {
  const size = width + 1
  let length = 0
  for (let at = 0; at < bytes.length; at += size) {
    const before = length - size
    if (before >= 0 && bytes.compare(bytes, before, before + width, at, at + width) === 0) continue
    bytes.copy(bytes, length, at, at + size)
    length += size
  }
  return bytes.subarray(0, length)
}

/** Records of any order and number as they should be. */
export const ordered = (records: Records): Records => {
  const size = records.width + 1
  const begin = beginnings(records)
  const bytes = grouped(records, begin)
  for (let prefix = 0; prefix < prefixes; prefix++) {
    const [from, to] = [begin[prefix] ?? 0, begin[prefix + 1] ?? 0]
    if (to - from > 1) sortGroup(bytes.subarray(from * size, to * size), size)
  }
  return { bytes: withoutRepeats(bytes, records.width), width: records.width }
}

export const union = (some: Records, others: Records): Records =>
  ordered({ bytes: Buffer.concat([some.bytes, others.bytes]), width: some.width })

/** Answers, for the id at an offset of a buffer, where its record is; -1 for one that is not among the records. */
export const finderIn = (records: Records): ((ids: Buffer, at: number) => number) => {
  const { bytes, width } = records
  const begin = beginnings(records)
  return (ids, at) => {
    const prefix = ids.readUInt16BE(at)
    let low = begin[prefix] ?? 0
    let high = begin[prefix + 1] ?? 0
    while (low < high) {
      const middle = (low + high) >>> 1
      const place = middle * (width + 1)
      const order = bytes.compare(ids, at, at + width, place, place + width)
      if (order === 0) return place
      if (order < 0) low = middle + 1
      else high = middle
    }
    return -1
  }
}

/** Collects records as objects are examined. */
export const recordCollector = (width: number) => {
  let bytes = Buffer.allocUnsafe(1024 * (width + 1))
  let length = 0
  return {
    add: (oid: string, binary: boolean): void => {
      if (length === bytes.length) bytes = Buffer.concat([bytes], 2 * length)
      bytes.write(oid, length, width, 'hex')
      bytes[length + width] = binary ? 1 : 0
      length += width + 1
    },
    records: (): Records => ordered({ bytes: bytes.subarray(0, length), width }),
  }
}
