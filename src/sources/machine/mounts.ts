import { readFileSync } from 'node:fs'

// Field 5 of /proc/self/mountinfo, with blanks and the like in octal.
const unescaped = (path: string): string =>
  path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))

/** Where file systems are mounted; none where the system does not tell. */
export const mountPoints = (): readonly string[] => {
  try {
    const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
    return lines.flatMap((line) => line.split(' ')[4] ?? []).map(unescaped)
  } catch {
    return []
  }
}
