import type { BigIntStats } from 'node:fs'
import type { Directory } from './directory.ts'
import type { FileLayer, OpenFile } from './file-layer.ts'
import type { Filesystem } from './filesystem.ts'
import { causeOf, Failure } from './outcome.ts'
import { removeFile } from './remove.ts'

/** A file that is worked on, and where it lies. */
export interface Opened {
  readonly directory: Directory
  readonly name: Buffer
  readonly file: OpenFile
  readonly facts: BigIntStats
}

const removeOrTell = async ({ directory, name, file, facts }: Opened, layer: FileLayer): Promise<void> => {
  try {
    await removeFile(directory, name, file, facts, layer)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(`was overwritten, but could not be removed: ${causeOf(error)}`, { cause: error })
  }
}

const namesOf = async (file: OpenFile): Promise<bigint> => {
  try {
    return (await file.stat()).nlink
  } catch (error) {
    throw new Failure(
      `was overwritten and removed, but whether somebody gave it another name could not be read: ${causeOf(error)}`,
      { cause: error },
    )
  }
}

const guardGone = async (file: OpenFile, filesystem: Filesystem): Promise<void> => {
  // Network and user-space file systems keep a removed file under a hidden name until it is closed.
  if (!filesystem.overwrites) return
  if ((await namesOf(file)) === 0n) return
  throw new Failure(
    'was overwritten and removed, but somebody gave it another name meanwhile; that name now leads to an empty file',
  )
}

/** "Overwritten" alone would claim too much where the old blocks keep the contents. */
const withoutClaim = async (filesystem: Filesystem, work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Failure) || filesystem.overwrites) throw error
    throw new Failure(`${error.message}; but it is not sanitized: ${filesystem.note}`, { cause: error })
  }
}

/** Removes an overwritten file for good; what is left of it otherwise is the failure. */
export const removeOverwritten = (opened: Opened, filesystem: Filesystem, layer: FileLayer): Promise<void> =>
  withoutClaim(filesystem, async () => {
    await removeOrTell(opened, layer)
    await guardGone(opened.file, filesystem)
  })
