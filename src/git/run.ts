import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { CannotCheckError, UserError } from '../model/errors.ts'

/** Where git is started and with which environment; ambient `GIT_*` (a hook's `GIT_INDEX_FILE`) is kept. */
export interface GitPlace {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

// Configuration of the scanned repository must change nothing and start nothing.
export const guards: readonly string[] = ['core.fsmonitor=false', 'core.quotePath=false', 'log.showSignature=false']

/** The environment of every git process. */
export const gitEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...env,
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_PAGER: 'cat',
})

export type GitProcess = ChildProcessByStdio<Writable, Readable, Readable>

export const startGit = (place: GitPlace, args: readonly string[]): GitProcess =>
  spawn('git', [...guards.flatMap((setting) => ['-c', setting]), ...args], {
    cwd: place.cwd,
    env: gitEnvironment(place.env),
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  })

/** What to do about objects that are not in the repository. */
export const refetch = 'run git fetch --refetch --no-filter'

const notFetched = /could not fetch [0-9a-f]+ from promisor remote/

/** Whether git failed because a partial clone lacks an object, which is never fetched behind the user's back. */
export const isNotFetched = (error: unknown): boolean =>
  error instanceof CannotCheckError && notFetched.test(error.message)

const remedyIn = (said: readonly string[], line: string): string | undefined =>
  notFetched.test(line)
    ? `this clone is partial: ${refetch}`
    : said.map((text) => text.trim()).find((text) => text.startsWith('git config --global --add safe.directory'))

/** The line that says why git failed, with the remedy where there is a known one. */
const complaintOf = (output: string): string => {
  const said = output.trim().split('\n')
  const line = said.find((text) => /^(fatal|error):/.test(text)) ?? said[0] ?? ''
  const remedy = remedyIn(said, line)
  return remedy === undefined ? line : `${line}; ${remedy}`
}

/** Resolves when the process ends well; otherwise a {@link CannotCheckError} with git's own first line. */
export const endOfGit = (
  child: GitProcess,
  args: readonly string[],
  accept: readonly number[] = [0],
): Promise<number> =>
  new Promise((resolve, reject) => {
    const errors: Buffer[] = []
    let size = 0
    child.stderr.on('data', (piece: Buffer) => {
      if (size < 65_536) errors.push(piece)
      size += piece.length
    })
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new UserError('git was not found: install git and put it on PATH') : error)
    })
    child.on('close', (code, signal) => {
      if (code !== null && accept.includes(code)) return resolve(code)
      const line = complaintOf(Buffer.concat(errors).toString('utf8'))
      const how = signal === null ? `exit ${code}` : `signal ${signal}`
      reject(new CannotCheckError(`git ${args[0] ?? ''} failed (${how})${line === '' ? '' : `: ${line}`}`))
    })
  })

/** Runs git and answers its whole standard output; `accept` are the exit codes of an answer. */
export const git = async (
  place: GitPlace,
  args: readonly string[],
  input?: string | Uint8Array,
  accept: readonly number[] = [0],
): Promise<Buffer> => {
  const child = startGit(place, args)
  const output: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => output.push(piece))
  child.stdin.on('error', () => {}) // EPIPE: the process ended early, and `endOfGit` says why
  child.stdin.end(input)
  await endOfGit(child, args, accept)
  return Buffer.concat(output)
}
