import { resolve } from 'node:path'
import { UserError } from '../model/errors.ts'
import { type Change, explained, readRemoveWay, type ShredArguments, spelledOut, switches, valued } from './flags.ts'

export type { ShredArguments } from './flags.ts'

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

const readLong = (argument: string, rest: string[]): Change => {
  const equals = argument.indexOf('=')
  const flag = spelledOut(equals === -1 ? argument : argument.slice(0, equals))
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

const guardReport = ({ output, paths }: ShredArguments): void => {
  if (output === undefined || !paths.some((path) => resolve(path) === resolve(output))) return
  throw new UserError(`--output ${output}: the report would be written over a file that is to be shredded`)
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
  guardReport(parsed)
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
