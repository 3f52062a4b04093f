import { type BigIntStats, constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import { shredFile } from '../shred/shred-file.ts'
import { deviceOf, type PrivateFolder, withdrawn } from './folder.ts'

/** What could not be removed. */
export interface Left {
  readonly path: string
  readonly reason: string
}

export interface Remover {
  readonly uid: number | undefined
  readonly platform: NodeJS.Platform
}

/** Larger files in memory are given back without being overwritten first: a sparse one would fill it. */
const largestInMemory = 64n * 1024n * 1024n

/** Programs that still run may write while we remove. */
const mostTries = 5
const betweenMs = 50

/** Overwrites and removes everything in the folder, then the folder. Follows no link and crosses no mount. */
export const removePrivateFolder = async (folder: PrivateFolder, remover: Remover): Promise<readonly Left[]> => {
  const ending = withdrawn(folder)
  if (deviceOf(folder, remover.uid) !== undefined) await fs.rename(folder.path, ending.path).catch(() => {})
  return [...(await remove(ending, remover)), ...(await remove(folder, remover))]
}

const remove = async (folder: PrivateFolder, remover: Remover): Promise<readonly Left[]> => {
  let left: readonly Left[] = []
  for (let tries = 0; tries < mostTries; tries++) {
    if (tries > 0) await new Promise((done) => setTimeout(done, betweenMs))
    const device = deviceOf(folder, remover.uid)
    if (device === undefined) return []
    const removal = new Removal(device, folder.inMemory, remover)
    await removal.folder(Buffer.from(folder.path))
    left = removal.left
    if (left.length === 0) return []
  }
  return left
}

class Removal {
  readonly left: Left[] = []
  readonly #device: bigint
  readonly #inMemory: boolean
  readonly #remover: Remover

  constructor(device: bigint, inMemory: boolean, remover: Remover) {
    this.#device = device
    this.#inMemory = inMemory
    this.#remover = remover
  }

  async folder(path: Buffer): Promise<void> {
    await this.#trying(path, async () => {
      const names = await this.#namesIn(path)
      for (const name of names) await this.#entry(Buffer.concat([path, Buffer.from('/'), name]))
      await fs.rmdir(path)
    })
  }

  async #namesIn(path: Buffer): Promise<readonly Buffer[]> {
    try {
      return await fs.readdir(path, { encoding: 'buffer' })
    } catch (error) {
      if (codeOf(error) !== 'EACCES') throw error
      await openUp(path)
      return fs.readdir(path, { encoding: 'buffer' })
    }
  }

  async #entry(path: Buffer): Promise<void> {
    await this.#trying(path, async () => {
      const stats = await fs.lstat(path, { bigint: true })
      if (stats.dev !== this.#device) throw new Error('another file system is mounted there')
      if (stats.isDirectory()) {
        if ((stats.mode & 0o300n) !== 0o300n) await openUp(path)
        await this.folder(path)
      } else await this.#file(path, stats)
    })
  }

  async #file(path: Buffer, stats: BigIntStats): Promise<void> {
    // A file with further names may have one outside; whoever gave it that wants to keep it.
    if (!stats.isFile() || stats.nlink !== 1n) return fs.unlink(path)
    if (this.#inMemory) return eraseFromMemory(path, stats.size)
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
    if (status !== 'refused' && status !== 'failed') return
    await fs.unlink(path) // better than to leave it
    throw new Error(`removed, but not overwritten: ${reason ?? status}`)
  }

  async #trying(path: Buffer, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') this.left.push({ path: path.toString(), reason: reasonOf(error) })
    }
  }
}

/** In memory the pages go back with the last name; until then somebody may have the file open. */
const eraseFromMemory = async (path: Buffer, size: bigint): Promise<void> => {
  const handle = await fs.open(path, constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => {})
  try {
    if (handle !== undefined && size <= largestInMemory)
      await handle.write(Buffer.alloc(Number(size)), 0, Number(size), 0)
    await handle?.truncate(0)
  } finally {
    await handle?.close()
  }
  await fs.unlink(path)
}

/** Gives its owner every right on a folder that a program closed. */
const openUp = async (path: Buffer): Promise<void> => {
  // Of a link, or of what has become one meanwhile, nothing is changed.
  const handle = await fs.open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW).catch(() => {})
  if (handle === undefined) return fs.chmod(path, 0o700)
  try {
    await handle.chmod(0o700)
  } finally {
    await handle.close()
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return /^(E[A-Z0-9]+: [^,]+), /.exec(error.message)?.[1] ?? error.message
}
