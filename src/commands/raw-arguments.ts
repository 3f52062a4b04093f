import { readFileSync } from 'node:fs'
import { UserError } from '../model/errors.ts'

/** What stands for bytes that are not UTF-8 in an argument that Node has decoded. */
const replacement = '\uFFFD'

/** proc(5): the arguments of this process as they were given, each ended by a NUL byte. */
const commandLine = (): Buffer | undefined => {
  try {
    return readFileSync('/proc/self/cmdline')
  } catch {
    return undefined // Another system; there names are text.
  }
}

const lastArguments = (line: Buffer, count: number): Buffer[] =>
  line
    .toString('latin1')
    .split('\0')
    .slice(0, -1)
    .slice(-count)
    .map((argument) => Buffer.from(argument, 'latin1'))

const unknown = (path: string): UserError =>
  new UserError(`shred: "${path}": the name is not UTF-8 and its bytes cannot be told; name nothing else like it`)

/** The bytes behind one decoded path; two that decode alike are told apart by their order. */
const takeFrom = (known: readonly Buffer[], asked: readonly string[]) => {
  const left = known.filter((bytes) => asked.includes(bytes.toString('utf8')))
  return (path: string): string | Buffer => {
    if (!path.includes(replacement)) return path
    const at = left.findIndex((bytes) => bytes.toString('utf8') === path)
    const [bytes] = at === -1 ? [] : left.splice(at, 1)
    if (bytes === undefined) throw unknown(path)
    return bytes
  }
}

/**
 * Gives paths that were decoded from bytes that are not UTF-8 those bytes back. `argv` are the last arguments of this
 * process, `paths` stand among them in the same order.
 */
export const exactPaths = (paths: readonly string[], argv: readonly string[]): readonly (string | Buffer)[] => {
  const asked = paths.filter((path) => path.includes(replacement))
  const line = asked.length === 0 ? undefined : commandLine()
  if (line === undefined) return paths
  const known = lastArguments(line, argv.length)
  const same = known.length === argv.length && known.every((bytes, at) => bytes.toString('utf8') === argv[at])
  const alike = known.filter((bytes) => asked.includes(bytes.toString('utf8')))
  if (!same || alike.length !== asked.length) throw unknown(asked[0] ?? '')
  return paths.map(takeFrom(known, asked))
}
