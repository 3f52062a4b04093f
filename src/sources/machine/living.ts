import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { basename } from 'node:path'

const mostBytes = 16 * 1024

/** The words of a command line, which are compared and never shown. */
const wordsOf = (process: string): readonly string[] => {
  try {
    const file = openSync(`/proc/${process}/cmdline`, 'r')
    try {
      const bytes = Buffer.alloc(mostBytes)
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, mostBytes, 0)).split('\0')
    } finally {
      closeSync(file)
    }
  } catch {
    return [] // ended meanwhile
  }
}

/** What every process was started with; none where there is no /proc. */
export const commandLines = (): readonly (readonly string[])[] => {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(wordsOf)
  } catch {
    return []
  }
}

const isSops = (words: readonly string[]): boolean => words.slice(0, 2).some((word) => basename(word) === 'sops')

/** Whether something was started with this file, or is a sops that was started with its namesake or with `exec-file`. */
export const isWorkedOn = (path: string, lines: readonly (readonly string[])[]): boolean => {
  const name = basename(path)
  const isMadeBy = (words: readonly string[]): boolean =>
    words.some((word) => basename(word) === name) || (path.includes('/.sops') && words.includes('exec-file'))
  return lines.some((words) => words.includes(path) || (isSops(words) && isMadeBy(words)))
}
