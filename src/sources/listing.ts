import { type Dirent, readdirSync } from 'node:fs'
import { reasonOf } from '../model/errors.ts'
import { isDependencyFolder } from './dependencies.ts'
import { type FileName, isAbsent, pass, type Tally } from './files.ts'

/** How folders are read: what is noted on the way, and whether installed dependencies are entered. */
export interface Reading {
  readonly tally: Tally
  readonly dependencies: boolean
}

const listed = (folder: FileName, shown: string, { failures }: Tally): Dirent<Buffer>[] => {
  try {
    return readdirSync(folder, { encoding: 'buffer', withFileTypes: true })
  } catch (error) {
    if (!isAbsent(error)) failures.push({ path: shown, reason: reasonOf(error) })
    return []
  }
}

/**
 * What stands in a folder, names as bytes. `.git` is left out, folders of installed dependencies are counted and left
 * out, and a folder that cannot be read is a failure of `shown`.
 */
export const entriesOf = (folder: FileName, shown: string, { tally, dependencies }: Reading): Dirent<Buffer>[] =>
  listed(folder, shown, tally).filter((entry) => {
    const name = entry.name.toString()
    if (dependencies || !entry.isDirectory() || !isDependencyFolder(name)) return name !== '.git'
    pass(tally, 'dependency')
    return false
  })
