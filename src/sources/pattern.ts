import type { Dirent } from 'node:fs'
import { isAbsolute } from 'node:path'
import { isDependency } from './dependencies.ts'
import { below } from './folder.ts'
import { entriesOf, type Reading } from './listing.ts'
import { bytesOf, stringOf } from './raw-names.ts'

const named = (entry: Dirent<Buffer>): Dirent => Object.create(entry, { name: { value: stringOf(entry.name) } })

/** Lists folders for the expansion of patterns as they are listed everywhere else. */
const listingOf = (shown: (folder: string) => string, reading: Reading) => {
  const entries = (folder: string): Dirent[] => {
    const name = bytesOf(folder)
    return entriesOf(name, shown(name.toString()), reading).map(named)
  }
  function readdirSync(folder: string, options: { withFileTypes: true }): Dirent[]
  function readdirSync(folder: string): string[]
  function readdirSync(folder: string, options?: { withFileTypes: true }): Dirent[] | string[] {
    return options === undefined ? entries(folder).map(({ name }) => name) : entries(folder)
  }
  return { readdirSync }
}

/**
 * Absolute names of all that a glob pattern matches and that is not a folder; undefined where it is no pattern. `shown`
 * answers what an absolute folder is called where it cannot be read.
 */
export const matchesOf = async (
  cwd: string,
  pattern: string,
  shown: (folder: string) => string,
  reading: Reading,
): Promise<Buffer[] | undefined> => {
  const { default: glob } = await import('fast-glob')
  if (!glob.isDynamicPattern(pattern)) return undefined
  const dependencies = reading.dependencies || isDependency(pattern)
  const entries = glob.sync(pattern, {
    cwd,
    dot: true,
    onlyFiles: false,
    followSymbolicLinks: false,
    objectMode: true,
    fs: listingOf(shown, { ...reading, dependencies }),
  })
  return entries
    .filter(({ dirent }) => !dirent.isDirectory())
    .map(({ path }) => (isAbsolute(path) ? bytesOf(path) : below(cwd, bytesOf(path))))
}
