import { UserError } from '../model/errors.ts'
import { parseSize } from './size.ts'

/** What the user asked for; absent values are left to the configuration. */
export interface ShredArguments {
  readonly paths: readonly string[]
  readonly passes?: number
  readonly zero?: boolean
  /** Not to the end of the last block. */
  readonly exact: boolean
  /** Overwrite so many bytes. */
  readonly size?: number
  readonly force: boolean
  readonly recursive: boolean
  readonly keepFolders: boolean
  readonly acrossMounts: boolean
  readonly verbose: boolean
  readonly quiet: boolean
  readonly dryRun: boolean
  readonly leftovers: boolean
  readonly yes: boolean
  readonly format: 'text' | 'json'
  readonly color: boolean
  readonly output?: string
  readonly config?: string
}

/** What one flag changes. */
export type Change = Partial<ShredArguments>
type ReadValue = (value: string, flag: string) => Change

const mostPasses = 100

const readPasses: ReadValue = (value, flag) => {
  const passes = /^\d{1,4}$/.test(value) ? Number(value) : Number.NaN
  if (passes <= mostPasses) return { passes }
  throw new UserError(`${flag}: "${value}" is not a number of passes; give one from 0 to ${mostPasses}`)
}

const readSize: ReadValue = (value, flag) => {
  const size = parseSize(value)
  if (size !== undefined) return { size }
  throw new UserError(`${flag}: "${value}" is not a size; give bytes, such as 4096, 0x1000, 4K (4096) or 4KB (4000)`)
}

const readFormat: ReadValue = (value) => {
  if (value === 'text' || value === 'json') return { format: value }
  throw new UserError(`--format: "${value}" is not offered; give text or json`)
}

// GNU shred's -u asks for the removal; here the file is removed in any case.
const remove: Change = {}

/** Flags without a value. */
export const switches: ReadonlyMap<string, Change> = new Map<string, Change>([
  ['-f', { force: true }],
  ['--force', { force: true }],
  ['-v', { verbose: true }],
  ['--verbose', { verbose: true }],
  ['-z', { zero: true }],
  ['--zero', { zero: true }],
  ['--no-zero', { zero: false }],
  ['-x', { exact: true }],
  ['--exact', { exact: true }],
  ['-u', remove],
  ['--remove', remove],
  ['-r', { recursive: true }],
  ['-R', { recursive: true }],
  ['--recursive', { recursive: true }],
  ['--keep-folders', { keepFolders: true }],
  ['--across-mounts', { acrossMounts: true }],
  ['--quiet', { quiet: true }],
  ['--dry-run', { dryRun: true }],
  ['--leftovers', { leftovers: true }],
  ['--yes', { yes: true }],
  ['--no-color', { color: false }],
])

/** Flags with a value, and how it is read. */
export const valued: ReadonlyMap<string, ReadValue> = new Map<string, ReadValue>([
  ['-n', readPasses],
  ['--passes', readPasses],
  ['--iterations', readPasses],
  ['-s', readSize],
  ['--size', readSize],
  ['--format', readFormat],
  ['--output', (output) => ({ output })],
  ['--config', (config) => ({ config })],
])

const removeWays = ['unlink', 'wipe', 'wipesync']

/** Flags of GNU shred that are not offered, and why. */
export const explained: ReadonlyMap<string, string> = new Map([
  ['--random-source', 'random bytes come from the system alone'],
])

/** The value of `--remove`, which is the same whatever it is. */
export const readRemoveWay = (way: string): Change => {
  if (removeWays.includes(way)) return remove
  throw new UserError(`--remove: "${way}" is not offered; give ${removeWays.join(', ')} or nothing`)
}

const longOfGnu = ['--exact', '--force', '--iterations', '--random-source', '--remove', '--size', '--verbose', '--zero']

/** GNU shred takes the start of a long flag for it, where only one starts so. */
export const spelledOut = (flag: string): string => {
  if (switches.has(flag) || valued.has(flag)) return flag
  const [meant, ...others] = longOfGnu.filter((name) => name.startsWith(flag))
  return meant === undefined || others.length > 0 ? flag : meant
}
