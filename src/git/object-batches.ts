import { type ObjectHeader, parseObjectHeader } from './object-header.ts'

/** An object within the buffer of its batch. */
export interface BatchedObject extends ObjectHeader {
  /** Where its `size` bytes begin. */
  readonly start: number
}

/** Whole objects as they came. */
export interface ObjectBatch {
  /** Holds other objects as soon as the next batch is asked for. */
  readonly buffer: Buffer
  readonly objects: readonly BatchedObject[]
  /** Answers about objects that are not there, such as `<oid> missing`. */
  readonly refusals: readonly string[]
}

const lineFeed = 0x0a

/** Whole objects of at least this many bytes are handed out together. */
const usualBatch = 1 << 20

// What comes from git in one read, so that the rest of it does not make a full buffer grow.
const usualPiece = 1 << 16

/**
 * Push parser of `git cat-file --batch` (`<oid> SP <type> SP <size> LF <content> LF`) that copies each byte once, into
 * buffers which are used again.
 */
export const batchCollector = (batchBytes = usualBatch) => {
  const capacity = batchBytes + 4 * usualPiece
  let buffer: Buffer = Buffer.allocUnsafeSlow(capacity)
  let other: Buffer = Buffer.allocUnsafeSlow(capacity)
  let used = 0
  let done = 0
  let objects: BatchedObject[] = []
  let refusals: string[] = []
  let reading: BatchedObject | undefined

  const room = (least: number): void => {
    if (least <= buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(least + usualPiece, 2 * used))
    buffer.copy(larger, 0, 0, used)
    buffer = larger
  }
  const endOfLine = (): number => {
    for (let at = done; at < used; at++) if (buffer[at] === lineFeed) return at
    return -1
  }
  /** Whether there was a whole header. */
  const takeHeader = (): boolean => {
    const end = endOfLine()
    if (end === -1) return false
    const line = buffer.toString('latin1', done, end)
    const header = parseObjectHeader(line)
    if (header === undefined) {
      refusals.push(line)
      done = end + 1
    } else {
      reading = { ...header, start: end + 1 }
      room(end + 1 + header.size + 1)
    }
    return true
  }
  const takeObject = (object: BatchedObject): boolean => {
    const end = object.start + object.size + 1
    if (end > used) return false
    objects.push(object)
    done = end
    reading = undefined
    return true
  }

  return {
    /** Whether there is enough for a batch. */
    push: (piece: Uint8Array): boolean => {
      room(used + piece.length)
      buffer.set(piece, used)
      used += piece.length
      while (reading === undefined ? done < used && takeHeader() : takeObject(reading)) {}
      return done >= batchBytes
    },
    /** All that is whole; what has begun goes on in the other buffer. */
    take: (): ObjectBatch => {
      const batch = { buffer, objects, refusals }
      const next = used - done > other.length ? Buffer.allocUnsafeSlow(used - done + capacity) : other
      buffer.copy(next, 0, done, used)
      other = buffer.length > capacity ? Buffer.allocUnsafeSlow(capacity) : buffer
      buffer = next
      used -= done
      if (reading !== undefined) {
        reading = { ...reading, start: reading.start - done }
        room(reading.start + reading.size + 1)
      }
      done = 0
      objects = []
      refusals = []
      return batch
    },
  }
}
