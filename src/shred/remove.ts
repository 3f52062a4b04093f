import { randomBytes } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import type { Directory } from './directory.ts'
import type { FileLayer, OpenFile } from './file-layer.ts'
import { causeOf, Failure } from './outcome.ts'
import { isSameFile } from './same-file.ts'

const statOf = async (directory: Directory, name: Buffer, layer: FileLayer): Promise<BigIntStats | undefined> => {
  try {
    return await layer.lstat(directory.at(name))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

const swapped = 'another file was put under the name after the overwriting'

const guardName = async (directory: Directory, name: Buffer, facts: BigIntStats, layer: FileLayer): Promise<void> => {
  if (isSameFile(await layer.lstat(directory.at(name)), facts)) return
  throw new Error(`${swapped} and was left alone`)
}

/** Gives a file its name back where that is free; undefined then, or how it is called now. */
const giveBack = async (
  directory: Directory,
  from: Buffer,
  to: Buffer,
  layer: FileLayer,
): Promise<string | undefined> => {
  try {
    if ((await statOf(directory, to, layer)) === undefined) {
      await layer.rename(directory.at(from), directory.at(to))
      return undefined
    }
  } catch {
    // Then it stays where it is.
  }
  return `it is now called ${from}`
}

const failureOf = async (work: () => Promise<void>): Promise<Error | undefined> => {
  try {
    await work()
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** A server may do what it then reports as failed, so what counts is where the file is. */
const renameTo = async (
  directory: Directory,
  name: Buffer,
  random: Buffer,
  facts: BigIntStats,
  layer: FileLayer,
): Promise<void> => {
  const failure = await failureOf(() => layer.rename(directory.at(name), directory.at(random)))
  if (failure === undefined) return
  const there = await statOf(directory, random, layer)
  if (there === undefined || !isSameFile(there, facts)) throw failure
}

const unlinkNamed = async (
  directory: Directory,
  random: Buffer,
  name: Buffer,
  facts: BigIntStats,
  layer: FileLayer,
): Promise<void> => {
  const failure = await failureOf(async () => {
    if (!isSameFile(await layer.lstat(directory.at(random)), facts)) throw new Error(swapped)
    await layer.unlink(directory.at(random))
  })
  if (failure === undefined) return
  const gone = await failureOf(async () => {
    if ((await statOf(directory, random, layer)) !== undefined) throw failure
  })
  if (gone === undefined) return
  const called = await giveBack(directory, random, name, layer)
  if (failure.message === swapped)
    throw new Error(`${swapped}${called === undefined ? ' and was left alone' : `; ${called}`}`)
  throw new Error(`${causeOf(failure)}; ${called ?? 'it is empty'}`, { cause: failure })
}

/** Empties an overwritten file and removes it under a random name, so that the folder forgets the old one. */
export const removeFile = async (
  directory: Directory,
  name: Buffer,
  file: OpenFile,
  facts: BigIntStats,
  layer: FileLayer,
): Promise<void> => {
  await file.truncate(0)
  await file.sync()
  await guardName(directory, name, facts, layer)
  const random = Buffer.from(randomBytes(16).toString('hex'))
  await renameTo(directory, name, random, facts, layer)
  const unsynced = await failureOf(() => directory.sync())
  await unlinkNamed(directory, random, name, facts, layer)
  const still = (await failureOf(() => directory.sync())) ?? unsynced
  if (still === undefined) return
  throw new Failure(
    `was overwritten and removed, but its name may come back after a crash, because the folder could not be synced (${causeOf(still)})`,
    { cause: still },
  )
}
