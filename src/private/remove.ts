import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { shredFile } from '../shred/shred-file.ts'
import { eraseFromMemory } from './erase.ts'
import { idOf, type PrivateFolder, withdrawn } from './folder.ts'
import { ownFolder } from './own-folder.ts'
import { endAll, holdersOf, type Others } from './processes.ts'

/** What could not be cleaned. */
export interface Left {
  readonly path: string
  /** What became of it, and why. */
  readonly outcome: string
}

export interface Remover extends Others {
  readonly uid: number | undefined
  readonly platform: NodeJS.Platform
}

/** Programs that still run may write while we remove; those that do not stop by themselves are ended. */
const patientTries = 4
const mostTries = 8
const betweenMs = 50

/**
 * Overwrites and removes everything in the folder, then the folder. Follows no link and crosses no mount. Where everybody
 * makes files, somebody else may have put something under its name: that stays.
 */
export const removePrivateFolder = async (folder: PrivateFolder, remover: Remover): Promise<readonly Left[]> => {
  const ending = withdrawn(folder)
  try {
    if (isOurs(fs.lstatSync(folder.path, { bigint: true }), folder, remover)) fs.renameSync(folder.path, ending.path)
  } catch (error) {
    // What lies there now is another folder, and what we made is below it.
    if (codeOf(error) === 'EBUSY') return [{ path: folder.path, outcome: mounted }]
  }
  return [...(await remove(ending, remover)), ...(await remove(folder, remover))]
}

/** What belongs to us nobody else has put there, and nobody else can replace; what a program gave away is known by its number. */
const isOurs = (stats: fs.BigIntStats, { id }: PrivateFolder, { uid }: Remover): boolean =>
  uid === undefined || stats.uid === BigInt(uid) || idOf(stats) === id

const moved = 'is not the folder any more; look where it was moved'
const mounted = 'is not removed: something is mounted there'

const remove = async (folder: PrivateFolder, remover: Remover): Promise<readonly Left[]> => {
  const unwiped: Left[] = []
  let left: readonly Left[] = []
  for (let tries = 0; tries < mostTries; tries++) {
    if (tries > 0) await new Promise((done) => setTimeout(done, betweenMs))
    if (tries === patientTries) await endAll(() => holdersOf([folder.path], remover.pid), remover)
    const removal = new Removal(folder, remover)
    await removal.everything()
    unwiped.push(...removal.unwiped)
    left = removal.left
    if (left.length === 0) break
  }
  return [...unwiped, ...left]
}

/**
 * Empties a folder. Whatever is met is first moved to the top of it, under a name of ours: the paths stay short however
 * deep the folders are, and the system moves nothing that something is mounted on.
 */
class Removal {
  readonly left: Left[] = []
  /** What is gone all the same. */
  readonly unwiped: Left[] = []
  readonly #top: Buffer
  readonly #folder: PrivateFolder
  readonly #remover: Remover
  #device: bigint | undefined

  constructor(folder: PrivateFolder, remover: Remover) {
    this.#top = Buffer.from(folder.path)
    this.#folder = folder
    this.#remover = remover
  }

  async everything(): Promise<void> {
    await this.#trying(this.#top, async () => {
      const stats = fs.lstatSync(this.#top, { bigint: true })
      if (!isOurs(stats, this.#folder, this.#remover)) return
      if (!stats.isDirectory()) throw new Failure(moved)
      this.#device = stats.dev
      this.#own(this.#top, stats)
      // From here on it belongs to us; before, whoever it was given to could have put another in its place.
      if (idOf(fs.lstatSync(this.#top, { bigint: true })) !== idOf(stats)) throw new Failure(moved)
      const folders = await this.#empty(this.#top)
      for (const folder of folders) {
        await this.#trying(folder, async () => {
          folders.push(...(await this.#empty(folder)))
          fs.rmdirSync(folder)
        })
      }
      // It says so itself where something is left in it.
      if (this.left.length === 0) fs.rmdirSync(this.#top)
    })
  }

  /** Removes what is in a folder, but for the folders, which are moved to the top. */
  async #empty(folder: Buffer): Promise<Buffer[]> {
    const folders: Buffer[] = []
    for (const name of fs.readdirSync(folder, { encoding: 'buffer' })) {
      const path = within(folder, name)
      await this.#trying(path, async () => {
        const moved = this.#move(path)
        const stats = fs.lstatSync(moved, { bigint: true })
        if (!stats.isDirectory()) return this.#file(moved, stats)
        folders.push(moved)
        this.#own(moved, stats)
      })
    }
    return folders
  }

  #move(path: Buffer): Buffer {
    const moved = within(this.#top, Buffer.from(randomBytes(16).toString('hex')))
    try {
      fs.renameSync(path, moved)
    } catch (error) {
      if (codeOf(error) !== 'EACCES') throw error
      this.#own(path, fs.lstatSync(path, { bigint: true }))
      fs.renameSync(path, moved)
    }
    return moved
  }

  /** Gives us every right on a folder that a program closed or gave away, and others none. */
  #own(path: Buffer, { mode, uid, dev }: fs.BigIntStats): void {
    const isTaken = this.#remover.uid === 0 && uid !== 0n
    if ((mode & 0o777n) === 0o700n && !isTaken) return
    if (dev !== this.#device) throw new Failure(mounted)
    ownFolder(path, isTaken)
  }

  async #file(path: Buffer, stats: fs.BigIntStats): Promise<void> {
    // A file with further names may have one outside; whoever gave it that wants to keep it.
    if (!stats.isFile() || stats.nlink !== 1n) return fs.unlinkSync(path)
    if (this.#folder.inMemory) return eraseFromMemory(path, stats.size)
    const { uid, platform } = this.#remover
    const { status, reason } = await shredFile(path, {
      passes: 1,
      zero: true,
      force: true,
      dryRun: false,
      maxBytes: Number.MAX_SAFE_INTEGER,
      cwd: '/',
      platform,
      uid,
      tracking: async () => 'untracked',
    })
    if (status === 'shredded') return
    // Better than to leave it.
    if (status !== 'removed-not-sanitized') fs.unlinkSync(path)
    this.unwiped.push({
      path: path.toString(),
      outcome: `is removed, but what it held may still be on the disk: ${reason ?? status}`,
    })
  }

  async #trying(path: Buffer, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      const code = codeOf(error)
      // What keeps a folder from being empty was said before it.
      if (code === 'ENOENT' || (code === 'ENOTEMPTY' && this.left.length > 0)) return
      this.left.push({ path: path.toString(), outcome: outcomeOf(error) })
    }
  }
}

/** A whole outcome. */
class Failure extends Error {}

const within = (folder: Buffer, name: Buffer): Buffer => Buffer.concat([folder, Buffer.from('/'), name])

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

const outcomeOf = (error: unknown): string => {
  if (error instanceof Failure) return error.message
  if (codeOf(error) === 'EBUSY') return mounted
  const reason = error instanceof Error ? error.message : String(error)
  return `could not be removed: ${/^(E[A-Z0-9]+: [^,]+), /.exec(reason)?.[1] ?? reason}`
}
