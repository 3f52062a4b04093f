import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { reasonOf } from '../../model/errors.ts'
import { isGone } from './codes.ts'

export type OwnFile =
  | { readonly kind: 'content'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly reason: string }

const absent: OwnFile = { kind: 'absent' }

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants

/**
 * Reads a regular file of the user. Whatever took its place since it was listed (a link, a FIFO, another user's file)
 * is neither followed nor waited for.
 */
export const readOwnFile = (at: string | Buffer, uid: number, mostBytes: number): OwnFile => {
  let descriptor: number | undefined
  try {
    descriptor = openSync(at, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
    const stats = fstatSync(descriptor)
    if (!stats.isFile() || stats.uid !== uid || stats.size > mostBytes) return absent
    return { kind: 'content', bytes: readFully(descriptor, stats.size) }
  } catch (error) {
    return isGone(error) ? absent : { kind: 'failed', reason: reasonOf(error) }
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

const readFully = (descriptor: number, size: number): Uint8Array => {
  const bytes = new Uint8Array(size)
  let length = 0
  while (length < size) {
    const read = readSync(descriptor, bytes, length, size - length, null)
    if (read === 0) break
    length += read
  }
  return bytes.subarray(0, length)
}
