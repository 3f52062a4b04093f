import { randomBytes } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import type { Directory } from './directory.ts'
import type { FileLayer, OpenFile } from './file-layer.ts'
import { isSameFile } from './same-file.ts'

const exists = async (directory: Directory, name: Buffer, layer: FileLayer): Promise<boolean> => {
  try {
    await layer.lstat(directory.at(name))
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}

/** Gives a file that was renamed by mistake its name back, where that is free. */
const restore = async (directory: Directory, from: Buffer, to: Buffer, layer: FileLayer): Promise<never> => {
  const swapped = 'another file was put under the name after the overwriting'
  if (await exists(directory, to, layer)) throw new Error(`${swapped}; it is now called ${from}`)
  await layer.rename(directory.at(from), directory.at(to))
  throw new Error(`${swapped} and was left alone`)
}

const guardName = async (directory: Directory, name: Buffer, facts: BigIntStats, layer: FileLayer): Promise<void> => {
  if (isSameFile(await layer.lstat(directory.at(name)), facts)) return
  throw new Error('another file was put under the name after the overwriting and was left alone')
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
  await layer.rename(directory.at(name), directory.at(random))
  await directory.sync()
  if (!isSameFile(await layer.lstat(directory.at(random)), facts)) await restore(directory, random, name, layer)
  await layer.unlink(directory.at(random))
  await directory.sync()
}
