import type { Appearance } from '../model/rule.ts'
import type { WantsPath } from './kinds.ts'
import { isNullOid, parseRawHeader } from './raw-changes.ts'

/** A regular file that a commit wrote. */
export interface LoggedChange {
  readonly commit: Appearance
  readonly path: string
  readonly oid: string
  /** What stood at the path before, in every parent that had it. */
  readonly before: readonly string[]
  /** Ascends with age: what a commit leads back to is older, whatever the clocks say. */
  readonly age: number
}

/** The last versions of the files that commits removed, of those commits that also wrote a new file. */
export type Removals = ReadonlyMap<Appearance, readonly string[]>

export interface LoggedChanges {
  push(piece: Buffer): void
  readonly changes: readonly LoggedChange[]
  readonly removals: Removals
}

const nul = 0
const colon = 0x3a
const commitMark = 0x01
const statusRemoved = 0x44 // D

const readCommit = (text: string): Appearance => {
  const [commit = '', seconds = ''] = text.split(' ')
  return { commit, date: new Date(Number(seconds) * 1000) }
}

const isRegular = (mode: string): boolean => mode.startsWith('100')

/**
 * Push parser of `git log --raw -z --format=%x01%H %ct`, newest commit first: of a commit one record
 * `\x01<commit> <seconds>`, then pairs of a raw header and a path, the first behind a line feed. Keeps what commits wrote
 * at the wanted paths.
 */
export const changesParser = (wants: WantsPath, took: (change: LoggedChange) => void = () => {}): LoggedChanges => {
  const changes: LoggedChange[] = []
  const removals = new Map<Appearance, readonly string[]>()
  let rest: Buffer = Buffer.alloc(0)
  let commit: Appearance | undefined
  let removed: string[] = []

  const takeWritten = (header: string, path: Buffer): void => {
    if (commit === undefined) return
    const { newMode, newOid, oldOids } = parseRawHeader(header, path)
    if (!isRegular(newMode)) return
    const before = oldOids.filter((oid) => !isNullOid(oid))
    const change = { commit, path: path.toString('utf8'), oid: newOid, before, age: changes.length }
    if (before.length === 0) removals.set(commit, removed)
    changes.push(change)
    took(change)
  }
  const takeRemoved = (header: string, path: Buffer): void => {
    const { oldModes, oldOids } = parseRawHeader(header, path)
    removed.push(...oldOids.filter((_, parent) => isRegular(oldModes[parent] ?? '')))
  }
  /** Where the pair of a raw header and a path ends, or -1 where it is not all there. */
  const takePair = (bytes: Buffer, start: number): number => {
    const between = bytes.indexOf(nul, start)
    const end = between === -1 ? -1 : bytes.indexOf(nul, between + 1)
    if (end === -1) return -1
    const removes = bytes[between - 1] === statusRemoved
    if (!removes && !wants(bytes, between + 1, end)) return end
    const header = bytes.toString('latin1', start, between)
    const path = bytes.subarray(between + 1, end)
    if (removes) takeRemoved(header, path)
    else takeWritten(header, path)
    return end
  }
  const takeCommit = (bytes: Buffer, start: number): number => {
    const end = bytes.indexOf(nul, start)
    if (end === -1) return -1
    commit = readCommit(bytes.toString('latin1', start, end))
    removed = []
    return end
  }
  /** Where what begins here ends; a line feed and an empty record are passed over. */
  const take = (bytes: Buffer, start: number): number => {
    if (bytes[start] === colon) return takePair(bytes, start)
    return bytes[start] === commitMark ? takeCommit(bytes, start + 1) : start
  }

  return {
    changes,
    removals,
    push: (piece) => {
      const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
      let start = 0
      while (start < bytes.length) {
        const end = take(bytes, start)
        if (end === -1) break
        start = end + 1
      }
      rest = bytes.subarray(start)
    },
  }
}
