import * as fs from 'node:fs'

const { constants } = fs

/** Larger files are given back without being overwritten first: a sparse one would fill the memory. */
const largestOverwritten = 64n * 1024n * 1024n

const writing = constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * Removes a regular file of a file system in memory, whose pages go back with the last name. Until then somebody may
 * have it open, and finds zeros and then nothing.
 */
export const eraseFromMemory = (path: Buffer, size: bigint): void => {
  const file = openAnyway(path)
  try {
    if (file !== undefined && size <= largestOverwritten)
      fs.writeSync(file, Buffer.alloc(Number(size)), 0, Number(size), 0)
    if (file !== undefined) fs.ftruncateSync(file, 0)
  } catch {
    // It goes back to the system all the same.
  } finally {
    if (file !== undefined) fs.closeSync(file)
  }
  fs.unlinkSync(path)
}

/** Undefined where it cannot be written to, as a program that runs. */
const openAnyway = (path: Buffer): number | undefined => {
  try {
    return fs.openSync(path, writing)
  } catch {
    return openClosed(path)
  }
}

const openClosed = (path: Buffer): number | undefined => {
  try {
    // It lies in a folder that nobody else enters, under a name that nobody knows.
    fs.chmodSync(path, 0o600)
    return fs.openSync(path, writing)
  } catch {
    return undefined
  }
}
