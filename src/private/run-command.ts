import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Asked } from './asked.ts'

export interface CommandBench {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly asked: Asked
  /** Called once it runs. */
  started(pid: number): void
  notStarted(program: string, reason: string): void
}

/** How a command ended. */
export interface Ended {
  readonly exitCode: number
  /** Ctrl-C ended it, and was pressed for us too: a shell that waits for us is to know. */
  readonly endedBy?: 'SIGINT'
}

/** How the command ended, as shells report it: its exit code, 128 and its signal, 126 or 127 where it did not start. */
export const runCommand = async (command: readonly string[], bench: CommandBench): Promise<Ended> => {
  const [program = ''] = command
  try {
    return await ended(start(command, bench), bench)
  } catch (error) {
    const { code, reason } = whyNot(error)
    bench.notStarted(program, reason)
    return { exitCode: code }
  } finally {
    await bench.asked.settle()
  }
}

const start = ([program = '', ...args]: readonly string[], { cwd, env }: CommandBench): ChildProcess =>
  spawn(program, args, { cwd, env, stdio: 'inherit' })

const ended = (child: ChildProcess, { asked, started }: CommandBench): Promise<Ended> =>
  new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', async (code, signal) => {
      const exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal])
      resolve({ exitCode, ...(signal === 'SIGINT' && (await asked.wasInterrupted()) ? { endedBy: signal } : {}) })
    })
    if (child.pid === undefined) return
    asked.begin()
    started(child.pid)
  })

const whyNot = (error: unknown): { readonly code: number; readonly reason: string } => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  if (code === 'ENOENT') return { code: 127, reason: 'command not found' }
  return { code: 126, reason: reasons.get(code) ?? `cannot be run (${code})` }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'cannot be run'],
  ['E2BIG', 'its arguments and the environment are too long'],
])
