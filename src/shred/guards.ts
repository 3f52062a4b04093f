import type { BigIntStats } from 'node:fs'
import { settings } from './filesystem-kinds.ts'
import { Refusal } from './outcome.ts'
import { isSameFile } from './same-file.ts'

/** What {@link guardFile} is asked to hold a file against. */
export interface Bounds {
  readonly uid: number | undefined
  readonly force: boolean
  readonly maxBytes: number
  /** Bytes to overwrite, whatever the file has. */
  readonly size?: number
}

const kindRefusal = (facts: BigIntStats): string | undefined => {
  if (facts.isFile()) return undefined
  if (facts.isSymbolicLink()) return 'is a symbolic link; name the file it points to'
  if (facts.isDirectory()) return 'is a directory; name the files in it, or use --recursive'
  if (facts.isFIFO()) return 'is a named pipe and holds no data'
  if (facts.isSocket()) return 'is a socket and holds no data'
  return 'is a device; overwriting a device would destroy everything on it'
}

const linkRefusal = (facts: BigIntStats): string | undefined => {
  if (facts.nlink === 1n) return undefined
  if (facts.nlink === 0n) return 'was removed by somebody else meanwhile'
  return `has ${facts.nlink} names (hard links) and overwriting would destroy it under all of them; remove the other names first`
}

const ownerRefusal = (facts: BigIntStats, uid: number | undefined): string | undefined =>
  uid === undefined || facts.uid === BigInt(uid)
    ? undefined
    : `belongs to another user (uid ${facts.uid}); only its owner may shred it`

const sizeRefusal = (facts: BigIntStats, { force, maxBytes, size }: Bounds): string | undefined => {
  if (force) return undefined
  if (size !== undefined) {
    return size <= maxBytes
      ? undefined
      : `would get the ${size} bytes of --size, over the limit of ${maxBytes}; --force writes them all the same`
  }
  return facts.size <= BigInt(maxBytes)
    ? undefined
    : `has ${facts.size} bytes, over the limit of ${maxBytes}; --force overwrites it all the same, and a sparse file then takes up its full size`
}

/** Whether not even the owner may write. */
export const isReadOnly = (facts: BigIntStats): boolean => (facts.mode & 0o200n) === 0n

const modeRefusal = (facts: BigIntStats, force: boolean): string | undefined =>
  isReadOnly(facts) && !force ? 'is read-only; --force makes it writable first' : undefined

/** Refuses a folder of another user, who decides what happens in it. */
export const guardFolder = (facts: BigIntStats, { uid }: Pick<Bounds, 'uid'>): void => {
  if (ownerRefusal(facts, uid) === undefined) return
  throw new Refusal(`is a folder of another user (uid ${facts.uid}); only its owner may shred what is in it`)
}

/** Refuses everything that is not a plain file of the user's own with one name and a bounded size. */
export const guardFile = (facts: BigIntStats, bounds: Bounds): void => {
  const refusal =
    kindRefusal(facts) ??
    ownerRefusal(facts, bounds.uid) ??
    linkRefusal(facts) ??
    sizeRefusal(facts, bounds) ??
    modeRefusal(facts, bounds.force)
  if (refusal !== undefined) throw new Refusal(refusal)
}

/** Refuses a file that is not the one that was looked at before. */
export const guardSame = (facts: BigIntStats, before: BigIntStats): void => {
  if (isSameFile(facts, before)) return
  throw new Refusal(`was replaced by another ${before.isDirectory() ? 'folder' : 'file'} while it was being opened`)
}

/** What the user was shown: a file as it was, or why none stands for what was found. */
export type Listed = BigIntStats | 'gone' | 'changed'

const unlistedReason = (facts: BigIntStats, listed: Listed): string | undefined => {
  if (listed === 'gone') return 'was put there after the list was made'
  if (listed === 'changed') return 'was changed during the search'
  if (!isSameFile(facts, listed)) return 'was replaced by another file after it was listed'
  return facts.mtimeNs === listed.mtimeNs && facts.size === listed.size
    ? undefined
    : 'was written to after it was listed'
}

/** Refuses a file that is not the one that the user was shown, or does not hold what was found in it any more. */
export const guardListed = (facts: BigIntStats, listed: Listed | undefined): void => {
  const reason = listed === undefined ? undefined : unlistedReason(facts, listed)
  if (reason !== undefined) throw new Refusal(reason)
}

/** Refuses a file of a file system of this `statfs` type where every byte that is written goes to the running system. */
export const guardStored = (type: bigint): void => {
  if (settings.has(BigInt.asUintN(32, type))) throw new Refusal('is a setting of the system, not a file on a disk')
}
