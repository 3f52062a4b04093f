import { dispatch, type Terminal } from '../../src/commands/dispatch.ts'
import { CannotCheckError, UserError } from '../../src/model/errors.ts'
import type { Run, RunOptions } from './repository.ts'

interface InProcess extends RunOptions {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

const neverAsked = (): never => {
  throw new Error('needs a process of its own')
}

/**
 * What the built command does, from its arguments to its exit code, in this process: a start costs more than most of what
 * is tested. Not for what a process has of its own: hooks, signals, terminals, `--help`, `--output`, threads, a heap, what
 * is left in memory.
 */
export const runInProcess = async (args: readonly string[], { cwd, env, input = '' }: InProcess): Promise<Run> => {
  const said: string[] = []
  const terminal: Terminal = {
    isTerminal: false,
    interactive: false,
    platform: process.platform,
    write: (text) => said.push(text),
    onSignal: () => {},
    exit: neverAsked,
    self: { program: [], pid: process.pid, isRunning: neverAsked, signal: neverAsked, hideNewFiles: neverAsked },
  }
  const stdin = (async function* () {
    yield Buffer.from(input)
  })()
  const invocation = { cwd, env, now: () => new Date(), stdin, color: false, uid: process.geteuid?.() }
  try {
    const result = await dispatch(args, invocation, terminal)
    if (result === undefined || result.output !== undefined) return neverAsked()
    const { text, exitCode } = result
    return { code: exitCode, stdout: text, stderr: said.join('') }
  } catch (error) {
    if (!(error instanceof UserError || error instanceof CannotCheckError)) throw error
    return { code: 2, stdout: '', stderr: `${said.join('')}leaktight: ${error.message}\n` }
  }
}
