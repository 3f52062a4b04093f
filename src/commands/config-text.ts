import { lstatSync, realpathSync, statSync } from 'node:fs'
import { sep } from 'node:path'
import { reasonOf, UserError } from '../model/errors.ts'
import { isAbsent, readRegular } from '../sources/files.ts'

const mostBytes = 256 * 1024

const isThere = (path: string): boolean => {
  try {
    lstatSync(path)
    return true
  } catch (error) {
    return !isAbsent(error)
  }
}

/** Where the file really lies; a link at the root of a repository may not lead out of it. */
const target = (path: string, root: string | undefined): string => {
  const real = realpathSync(path)
  if (root !== undefined && !real.startsWith(`${realpathSync(root)}${sep}`)) {
    throw new UserError('is a link that leads out of the repository')
  }
  if (!statSync(real).isFile()) throw new UserError('is not a regular file')
  return real
}

const readText = (path: string, root: string | undefined): string => {
  try {
    return readRegular(target(path, root), mostBytes).toString('utf8')
  } catch (error) {
    throw new UserError(`${path}: ${reasonOf(error)}; the configuration must be a file that can be read`)
  }
}

/** The text of a configuration that the user named. */
export const namedConfigText = (path: string): string => readText(path, undefined)

/** The text of the configuration of a repository; undefined where it has none. */
export const rootConfigText = (path: string, root: string): string | undefined =>
  isThere(path) ? readText(path, root) : undefined
