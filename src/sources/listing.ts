import { type Dirent, readdirSync } from 'node:fs'
import { reasonOf } from '../model/errors.ts'
import { isDependencyFolder } from './dependencies.ts'
import { type FileName, isAbsent, pass, type Tally } from './files.ts'

/** How folders are read: what is noted on the way, and whether installed dependencies are entered. */
export interface Reading {
  readonly tally: Tally
  readonly dependencies: boolean
}

const listed = <T>(list: () => T[], shown: string, { failures }: Tally): T[] => {
  try {
    return list()
  } catch (error) {
    if (!isAbsent(error)) failures.push({ path: shown, reason: reasonOf(error) })
    return []
  }
}

const isWanted = (entry: Dirent | Dirent<Buffer>, { tally, dependencies }: Reading): boolean => {
  const name = entry.name.toString()
  if (dependencies || !entry.isDirectory() || !isDependencyFolder(name)) return name !== '.git'
  pass(tally, 'dependency')
  return false
}

const inBytes = (folder: FileName): Dirent<Buffer>[] => readdirSync(folder, { encoding: 'buffer', withFileTypes: true })

/**
 * What stands in a folder, names as bytes. `.git` is left out, folders of installed dependencies are counted and left
 * out, and a folder that cannot be read is a failure of `shown`.
 */
export const entriesOf = (folder: FileName, shown: string, reading: Reading): Dirent<Buffer>[] =>
  listed(() => inBytes(folder), shown, reading.tally).filter((entry) => isWanted(entry, reading))

const replacement = '\ufffd'

const inText = (folder: FileName): Dirent[] | Dirent<Buffer>[] => {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.some(({ name }) => name.includes(replacement)) ? inBytes(folder) : entries
}

/** The same, names as text, which is several times faster; as bytes in a folder with one that is not UTF-8. */
export const readableEntriesOf = (folder: FileName, shown: string, reading: Reading): (Dirent | Dirent<Buffer>)[] =>
  listed<Dirent | Dirent<Buffer>>(() => inText(folder), shown, reading.tally).filter((entry) =>
    isWanted(entry, reading),
  )
