import { randomUUID } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { reasonOf } from '../../model/errors.ts'
import { readOwn } from '../files.ts'
import { decodeRecords, encodeRecords } from './file-format.ts'
import { noRecords, type Records, union } from './records.ts'

/** Where the objects are remembered that rules of one digest had nothing to say about. */
export interface HistoryStore {
  readonly folder: string
  /** Hexadecimal. */
  readonly digest: string
  /** Bytes of an id. */
  readonly width: number
  /** The effective user, whose files alone are believed; undefined where files have no owners. */
  readonly uid: number | undefined
}

const mostBytes = 1 << 30

// For those who go back and forth between a few rule sets.
const mostDigests = 4

// No run takes as long as this to write a file.
const abandonedAfterMs = 60_000

const ours = /^history-[0-9a-f]+\.bin(\.[0-9a-f-]+\.tmp)?$/

const nameOf = ({ digest }: HistoryStore): string => `history-${digest}.bin`

/** What is remembered; nothing where the file is not there, is not as it was written, or others can write it. */
export const recall = (store: HistoryStore): Records => {
  try {
    const file = readOwn(join(store.folder, nameOf(store)), store.uid, mostBytes)
    return decodeRecords(file, store.width, store.digest) ?? noRecords(store.width)
  } catch {
    return noRecords(store.width) // made anew from what is examined
  }
}

const inPlace = (temporary: string, path: string): void => {
  try {
    renameSync(temporary, path)
  } catch (error) {
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error
    rmdirSync(path)
    renameSync(temporary, path)
  }
}

const write = (folder: string, name: string, content: Buffer): void => {
  const temporary = join(folder, `${name}.${randomUUID()}.tmp`)
  try {
    writeFileSync(temporary, content, { flag: 'wx', mode: 0o644 })
    inPlace(temporary, join(folder, name))
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** Removes what killed runs left, and files of rule sets that were not used for longest. */
const tidy = (folder: string, nowMs: number): void => {
  const files = readdirSync(folder)
    .filter((name) => ours.test(name))
    .map((name) => ({ name, stats: lstatSync(join(folder, name), { throwIfNoEntry: false }) }))
    .flatMap(({ name, stats }) => (stats?.isFile() === true ? { name, modified: stats.mtimeMs } : []))
    .sort((a, b) => b.modified - a.modified)
  const whole = files.filter(({ name }) => name.endsWith('.bin'))
  const abandoned = files.filter(({ name, modified }) => name.endsWith('.tmp') && nowMs - modified > abandonedAfterMs)
  for (const { name } of [...whole.slice(mostDigests), ...abandoned]) rmSync(join(folder, name), { force: true })
}

/**
 * Remembers `quiet` beside what is remembered by now, by other runs too. A reader sees the file as it was or as it is,
 * whenever this is interrupted. Answers why it could not be done.
 */
export const remember = (store: HistoryStore, quiet: Records, now: Date): string | undefined => {
  const { folder } = store
  try {
    mkdirSync(folder, { recursive: true })
    const name = nameOf(store)
    if (quiet.bytes.length > 0) write(folder, name, encodeRecords(union(recall(store), quiet), store.digest))
    else if (existsSync(join(folder, name))) utimesSync(join(folder, name), now, now)
    tidy(folder, now.getTime())
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}
