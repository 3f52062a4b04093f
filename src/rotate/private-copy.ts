import { createHash, randomBytes } from 'node:crypto'
import { type BigIntStats, constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { Failed } from '../seal/outcome.ts'

/** Names of the folders in which copies are made: nothing else is ever removed. */
const folderName = /^\.leaktight-[0-9a-f]{32}$/

export const newCopyName = (): string => `.leaktight-${randomBytes(16).toString('hex')}`

/**
 * A copy of the encrypted file, in a folder of its own beside it: once that is gone, a sops that outlives us cannot write
 * it again.
 */
export interface PrivateCopy {
  readonly path: string
  read(): Promise<Buffer>
  /** Writes it to the disk for good, with mode and group of the file whose place it takes. */
  settle(facts: Pick<BigIntStats, 'mode' | 'uid' | 'gid'>): Promise<void>
}

const onlyNew = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
const onlyFile = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Makes the copy; `content` is ciphertext. */
export const makeCopy = async (
  beside: string,
  folder: string,
  name: string,
  content: Uint8Array,
): Promise<PrivateCopy> => {
  await fs.mkdir(join(beside, folder), { mode: 0o700 })
  const path = join(beside, folder, name)
  const { ino, dev } = await withHandle(path, onlyNew, async (handle) => {
    await handle.writeFile(content)
    return handle.stat({ bigint: true })
  })
  const withFile = <T>(work: (handle: fs.FileHandle) => Promise<T>): Promise<T> =>
    withHandle(path, onlyFile, async (handle) => {
      const facts = await handle.stat({ bigint: true })
      if (facts.ino !== ino || facts.dev !== dev || facts.nlink !== 1n)
        throw new Failed('was kept, because its copy was changed by somebody else meanwhile')
      return work(handle)
    })
  return {
    path,
    read: () => withFile((handle) => handle.readFile()),
    settle: ({ mode, uid, gid }) =>
      withFile(async (handle) => {
        if ((await handle.stat({ bigint: true })).gid !== gid) await handle.chown(Number(uid), Number(gid))
        await handle.chmod(Number(mode & 0o777n))
        await handle.sync()
      }),
  }
}

const withHandle = async <T>(path: string, flags: number, work: (handle: fs.FileHandle) => Promise<T>): Promise<T> => {
  const handle = await fs.open(path, flags, 0o600)
  try {
    return await work(handle)
  } finally {
    await handle.close()
  }
}

/** Removes a copy with its folder, also while a program still writes there. Throws where it stays. */
export const removeCopy = async (beside: string, folder: string): Promise<void> => {
  if (!folderName.test(folder)) throw new Failed(`has a copy under a name that is none of ours: ${folder}`)
  await fs.rm(join(beside, folder), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}

export const digestOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')
