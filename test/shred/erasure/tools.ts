import { execFile } from 'node:child_process'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** The system's own tools only. */
const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }

/** Runs a program that is expected to succeed, and returns what it printed. */
export const run = async (program: string, ...given: readonly string[]): Promise<string> =>
  (await execute(program, given, { env })).stdout

const works = async (program: string, ...given: readonly string[]): Promise<boolean> => {
  try {
    await run(program, ...given)
    return true
  } catch {
    return false
  }
}

/** Why images of this file system cannot be made and mounted here, or undefined. */
export const obstacleFor = async (type: string): Promise<string | undefined> => {
  if (process.platform !== 'linux') return 'not Linux'
  if (process.geteuid?.() !== 0) return 'only root may mount'
  if (type !== 'tmpfs' && type !== 'overlay' && !(await works('which', `mkfs.${type}`))) return `no mkfs.${type}`
  const known = () => readFileSync('/proc/filesystems', 'utf8').match(/\S+$/gm)?.includes(type)
  if (!known()) await works('modprobe', type)
  return known() ? undefined : `the kernel knows no ${type}`
}

/** Occurrences in the raw bytes of a disk image. */
export const countIn = (image: string, marker: string): number => {
  const file = openSync(image, 'r')
  const wanted = Buffer.from(marker)
  const chunk = Buffer.alloc(1 << 20)
  let count = 0
  let kept = Buffer.alloc(0)
  for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
    const text = Buffer.concat([kept, chunk.subarray(0, read)])
    let from = 0
    for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, from)) {
      count += 1
      from = at + wanted.length
    }
    kept = Buffer.from(text.subarray(Math.max(from, text.length - wanted.length + 1)))
  }
  closeSync(file)
  return count
}
