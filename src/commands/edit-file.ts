import { lstatSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { CannotCheckError, reasonOf, UserError } from '../model/errors.ts'
import { hasMetadata } from '../sops/has-metadata.ts'
import { isAbsent, readRegular } from '../sources/files.ts'

const isThere = (path: string): boolean => {
  try {
    return lstatSync(path) !== undefined
  } catch {
    return false
  }
}

/** Where a file is in the end: sops writes to what a link leads to. One that is not there yet is where it is named. */
export const placeOfFile = (file: string, cwd: string): string => {
  const path = resolve(cwd, file)
  try {
    return realpathSync(path)
  } catch (error) {
    if (!isAbsent(error)) throw new CannotCheckError(`${file}: ${reasonOf(error)}`, error)
    if (isThere(path)) throw new UserError(`${file}: is a link that leads nowhere`)
    return path
  }
}

const mostBytes = 64 * 1024 * 1024

/** A file that is not there yet is made by sops, by its creation rule. */
export const isEncrypted = async (file: string, path: string): Promise<boolean> => {
  try {
    return await hasMetadata(path, readRegular(path, mostBytes).toString('utf8'))
  } catch (error) {
    if (isAbsent(error)) return true
    throw new CannotCheckError(`${file}: ${reasonOf(error)}`, error)
  }
}

export const guardEncrypted = async (file: string, path: string): Promise<void> => {
  if (await isEncrypted(file, path)) return
  throw new UserError(
    `${file}: is not encrypted, so there is nothing to open; encrypt it with \`leaktight seal --fix\``,
  )
}
