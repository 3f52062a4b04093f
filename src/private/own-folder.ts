import * as fs from 'node:fs'

/** Gives its user every right on a folder, and others none. Of a link, or of what has become one, nothing is changed. */
export const ownFolder = (path: Buffer, isTaken: boolean): void => {
  const folder = openFolder(path)
  if (folder === undefined) {
    fs.chmodSync(path, 0o700)
    return
  }
  try {
    if (isTaken) fs.fchownSync(folder, 0, 0)
    fs.fchmodSync(folder, 0o700)
  } finally {
    fs.closeSync(folder)
  }
}

/** Undefined where even its owner may not read it. */
const openFolder = (path: Buffer): number | undefined => {
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = fs.constants
  try {
    return fs.openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') return undefined
    throw error
  }
}
