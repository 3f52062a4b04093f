import { createHash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CannotCheckError, reasonOf } from '../model/errors.ts'
import type { Alive } from '../private/alive.ts'

/** What is under way, so that it can be undone whatever happens. It holds no secret: key ids are none. */
export interface Journal {
  readonly schema: 'leaktight-rotate-journal-1'
  /** Relative to the root. */
  readonly file: string
  readonly user: string
  readonly account: string
  /** Ids of the user's keys before. */
  readonly before: readonly string[]
  readonly startedAt: string
  /** How far the clock of AWS is ahead of ours, in milliseconds. */
  readonly aheadMs?: number
  /** From here on AWS may have made a key. */
  readonly askedAt?: string
  /** From here on nobody asks for one. */
  readonly endedAt?: string
  readonly newKey?: string
  /** Name of the folder with the copy, beside the file. */
  readonly copy: string
  /** SHA-256 of the file before, and of the verified copy that takes its place. */
  readonly oldDigest: string
  readonly newDigest?: string
  readonly main: Alive
  readonly guard?: Alive
}

/** Journals of one repository, one a file. */
export interface Journals {
  readonly folder: string
  read(file: string): Promise<Journal | undefined>
  /** Those of all files. */
  list(): Promise<readonly Journal[]>
  /** False where there is one for the file already. */
  begin(journal: Journal): Promise<boolean>
  update(journal: Journal): Promise<void>
  end(file: string): Promise<void>
  pathOf(file: string): string
}

const nameOf = (file: string): string => `${createHash('sha256').update(file).digest('hex').slice(0, 32)}.json`

/** The journals below a folder of the user's own, such as `.git`; they are on the disk for good when a call returns. */
export const openJournals = (folder: string, uid: number | undefined): Journals => {
  const pathOf = (file: string): string => join(folder, nameOf(file))
  const read = (path: string): Promise<Journal | undefined> => readJournal(path, uid)
  return {
    folder,
    pathOf,
    read: (file) => read(pathOf(file)),
    list: async () => {
      const names = await fs.readdir(folder).catch(nothingThere)
      const all = await Promise.all(
        (names ?? []).filter((name) => /^[0-9a-f]{32}\.json$/.test(name)).map((name) => read(join(folder, name))),
      )
      return all.filter((journal) => journal !== undefined)
    },
    begin: async (journal) => {
      await fs.mkdir(folder, { recursive: true, mode: 0o700 })
      return withFresh(folder, journal, (fresh) => linked(fresh, pathOf(journal.file)))
    },
    update: (journal) =>
      withFresh(folder, journal, async (fresh) => {
        // One that was ended by the guard stays ended.
        await fs.access(pathOf(journal.file))
        await fs.rename(fresh, pathOf(journal.file))
      }),
    end: async (file) => {
      await removeFragments(folder).catch(() => {}) // they hold no secret, and the next one removes them
      await fs.rm(pathOf(file), { force: true })
      await syncFolder(folder).catch(nothingThere)
    },
  }
}

const nothingThere = (error: unknown): undefined => {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
  throw error
}

const linked = async (fresh: string, path: string): Promise<boolean> => {
  try {
    await fs.link(fresh, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Writes a journal beside its place, lets `put` put it there, and leaves nothing else. */
const withFresh = async <T>(folder: string, journal: Journal, put: (fresh: string) => Promise<T>): Promise<T> => {
  const fresh = join(folder, `.${randomBytes(8).toString('hex')}`)
  const handle = await fs.open(fresh, 'wx', 0o600)
  try {
    await handle.writeFile(`${JSON.stringify(journal, null, 2)}\n`)
    await handle.sync()
    const done = await put(fresh)
    await syncFolder(folder)
    return done
  } finally {
    await handle.close()
    await fs.rm(fresh, { force: true })
  }
}

/** A journal is written in an instant. */
const longestWritingMs = 60_000

/** What processes that were killed left of journals they were writing. */
const removeFragments = async (folder: string): Promise<void> => {
  const over = Date.now() - longestWritingMs
  for (const name of await fs.readdir(folder)) {
    if (!/^\.[0-9a-f]{16}$/.test(name)) continue
    const path = join(folder, name)
    if ((await fs.lstat(path)).mtimeMs < over) await fs.rm(path, { force: true })
  }
}

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await fs.open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Throws CannotCheckError for one that somebody else could have written. */
const readJournal = async (path: string, uid: number | undefined): Promise<Journal | undefined> => {
  const handle = await fs.open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch(nothingThere)
  if (handle === undefined) return undefined
  try {
    const [own, above] = [await handle.stat(), await fs.stat(dirname(path))]
    for (const { uid: owner, mode } of [own, above])
      if (uid !== undefined && (owner !== uid || (mode & 0o022) !== 0)) throw new Error('others can write to it')
    return parsed(await handle.readFile('utf8'))
  } catch (error) {
    throw new CannotCheckError(
      `${path}: the journal of a rotation that was broken off cannot be used: ${reasonOf(error)}`,
      error,
    )
  } finally {
    await handle.close()
  }
}

const parsed = (text: string): Journal => {
  const journal = JSON.parse(text) as Journal
  const strings = [journal.file, journal.user, journal.account, journal.startedAt, journal.copy, journal.oldDigest]
  const sound = strings.every((value) => typeof value === 'string') && Array.isArray(journal.before)
  if (journal.schema !== 'leaktight-rotate-journal-1' || !sound) throw new Error('it is none of this version')
  return journal
}
