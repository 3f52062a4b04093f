import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { RepositoryPlace } from './repository.ts'

/** Larger ones take longer to read than git takes to list them. */
const mostBytes = 64 * 1024 * 1024

/** Whether a path of the index may end so, without a process; true where that cannot be seen. */
export const mayIndexHold = (place: RepositoryPlace, ending: string): boolean => {
  const { GIT_INDEX_FILE: own } = place.env
  try {
    return mayHold(readFileSync(own === undefined ? join(place.gitDir, 'index') : resolve(place.cwd, own)), ending)
  } catch {
    return true // git says what is wrong with it
  }
}

/**
 * `DIRC`, the version in four bytes, and entries that end in the path and NUL (gitformat-index(5)). Version 4 cuts
 * the front of a path off, and `link` and `sdir` stand for paths that are elsewhere (their size follows, of which the first byte is 0): there nothing is certain.
 */
export const mayHold = (index: Buffer, ending: string): boolean => {
  const plain = index.length < mostBytes && /^DIRC\0\0\0[\x02\x03]/.test(index.toString('latin1', 0, 8))
  return !plain || index.includes(`${ending}\0`) || index.includes('link\0') || index.includes('sdir\0')
}
