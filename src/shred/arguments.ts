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

type Change = Partial<ShredArguments>
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

const switches: ReadonlyMap<string, Change> = new Map<string, Change>([
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

const valued: ReadonlyMap<string, ReadValue> = new Map<string, ReadValue>([
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

const explained: ReadonlyMap<string, string> = new Map([['--random-source', 'random bytes come from the system alone']])

const unknownFlag = (flag: string): UserError => {
  const why = explained.get(flag)
  return new UserError(
    why === undefined
      ? `shred: unknown flag "${flag}"; see leaktight shred --help. A file of that name is given as "./${flag}"`
      : `shred: "${flag}" of GNU shred is not offered: ${why}`,
  )
}

const needValue = (value: string | undefined, flag: string): string => {
  if (value === undefined || value === '') throw new UserError(`${flag} needs a value`)
  return value
}

/** `-vfz`, `-n10`, `-vn 10`: letters up to one that takes the rest, or the next argument, as its value. */
const readBundle = (argument: string, rest: string[]): Change => {
  let change: Change = {}
  const letters = [...argument.slice(1)]
  for (const [index, letter] of letters.entries()) {
    const flag = `-${letter}`
    const read = valued.get(flag)
    if (read !== undefined) {
      const attached = letters.slice(index + 1).join('')
      return { ...change, ...read(needValue(attached === '' ? rest.shift() : attached, flag), flag) }
    }
    const flipped = switches.get(flag)
    if (flipped === undefined) throw unknownFlag(flag)
    change = { ...change, ...flipped }
  }
  return change
}

const readRemoveWay = (way: string): Change => {
  if (removeWays.includes(way)) return remove
  throw new UserError(`--remove: "${way}" is not offered; give ${removeWays.join(', ')} or nothing`)
}

const readLong = (argument: string, rest: string[]): Change => {
  const equals = argument.indexOf('=')
  const flag = equals === -1 ? argument : argument.slice(0, equals)
  const attached = equals === -1 ? undefined : argument.slice(equals + 1)
  if (flag === '--remove' && attached !== undefined) return readRemoveWay(attached)
  const read = valued.get(flag)
  if (read !== undefined) return read(needValue(attached ?? rest.shift(), flag), flag)
  const flipped = switches.get(flag)
  if (flipped === undefined) throw unknownFlag(flag)
  if (attached !== undefined) throw new UserError(`${flag} takes no value`)
  return flipped
}

const readFlag = (argument: string, rest: string[]): Change => {
  if (argument === '-') throw new UserError('shred: standard output cannot be shredded; name a file')
  return argument.startsWith('--') ? readLong(argument, rest) : readBundle(argument, rest)
}

const guardSense = ({ leftovers, paths, recursive, keepFolders, acrossMounts }: ShredArguments): void => {
  if (leftovers && paths.length > 0) throw new UserError('shred: give either files or --leftovers, not both')
  if (!leftovers && paths.length === 0) throw new UserError('shred: name the files to shred, or use --leftovers')
  if (paths.includes('')) throw new UserError('shred: a file name is empty')
  if (recursive && leftovers) throw new UserError('shred: --recursive goes with folders, --leftovers finds files')
  if (recursive || !(keepFolders || acrossMounts)) return
  throw new UserError(`shred: ${keepFolders ? '--keep-folders' : '--across-mounts'} goes with --recursive`)
}

const unasked = {
  exact: false,
  force: false,
  recursive: false,
  keepFolders: false,
  acrossMounts: false,
  verbose: false,
  quiet: false,
  dryRun: false,
  leftovers: false,
  yes: false,
  format: 'text',
  color: true,
} as const

const parse = (argv: readonly string[]): ShredArguments => {
  const rest = [...argv]
  const paths: string[] = []
  let change: Change = {}
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (argument === '--') paths.push(...rest.splice(0))
    else if (argument.startsWith('-')) change = { ...change, ...readFlag(argument, rest) }
    else paths.push(argument)
  }
  const parsed: ShredArguments = { ...unasked, ...change, paths }
  guardSense(parsed)
  return parsed
}

/** Reads the arguments of `leaktight shred`, GNU shred's spellings included. */
export const parseShredArguments = (argv: readonly string[]): ShredArguments | UserError => {
  try {
    return parse(argv)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
}
