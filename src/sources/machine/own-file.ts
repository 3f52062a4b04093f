import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import { reasonOf } from '../../model/errors.ts'
import { codeOf, isGone } from './codes.ts'

export type OwnFile =
  | { readonly kind: 'content'; readonly bytes: Buffer }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly reason: string }

/** The file that was listed: no other may have taken its place. */
export interface Listed {
  readonly device: number
  readonly inode: number
}

const absent: OwnFile = { kind: 'absent' }

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants
const { O_NOATIME }: { readonly O_NOATIME?: number } = constants // Linux alone has it

/**
 * Reads a regular file of the user, into memory of its own or where `room` says. Whatever took its place since it was
 * listed (a link, a FIFO, another user's file) is neither followed nor waited for.
 */
export const readOwnFile = (
  at: string | Buffer,
  uid: number,
  mostBytes: number,
  listed?: Listed,
  room: (size: number) => Buffer = Buffer.allocUnsafe,
): OwnFile => {
  let descriptor: number | undefined
  try {
    descriptor = openOwn(at)
    const stats = fstatSync(descriptor)
    if (!isThat(stats, uid, listed) || stats.size > mostBytes) return absent
    return { kind: 'content', bytes: readFully(descriptor, room(stats.size)) }
  } catch (error) {
    return isGone(error) ? absent : { kind: 'failed', reason: reasonOf(error) }
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

const flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY

/** Without a trace where the system allows it: the time of the last access stays what it was. */
const openOwn = (at: string | Buffer): number => {
  try {
    return openSync(at, flags | (O_NOATIME ?? 0))
  } catch (error) {
    if (codeOf(error) !== 'EPERM') throw error
    return openSync(at, flags)
  }
}

const isThat = (stats: Stats, uid: number, listed: Listed | undefined): boolean =>
  stats.isFile() &&
  stats.uid === uid &&
  (listed === undefined || (stats.dev === listed.device && stats.ino === listed.inode))

const readFully = (descriptor: number, bytes: Buffer): Buffer => {
  let length = 0
  while (length < bytes.length) {
    const read = readSync(descriptor, bytes, length, bytes.length - length, null)
    if (read === 0) break
    length += read
  }
  return bytes.subarray(0, length)
}

const pieceSize = 4 * 1024 * 1024

/** The same file in pieces, up to `mostBytes`; none, where another took its place. A failure to read is thrown. */
export function* piecesOfOwnFile(
  at: string | Buffer,
  uid: number,
  mostBytes: number,
  listed: Listed,
): Generator<Buffer> {
  const descriptor = openOwn(at)
  try {
    if (!isThat(fstatSync(descriptor), uid, listed)) return
    for (let left = mostBytes; left > 0; ) {
      const piece = Buffer.allocUnsafeSlow(Math.min(pieceSize, left))
      const length = readSync(descriptor, piece, 0, piece.length, null)
      if (length === 0) return
      left -= length
      yield piece.subarray(0, length)
    }
  } finally {
    closeSync(descriptor)
  }
}
