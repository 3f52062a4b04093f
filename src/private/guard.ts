import { spawn } from 'node:child_process'
import { isAlive } from './alive.ts'
import { type GuardMessage, guardLine, lastMessage } from './guard-messages.ts'
import { familyOf } from './processes.ts'
import { type Remover, removePrivateFolder } from './remove.ts'

export interface Guard {
  tell(message: GuardMessage): void
  /** Nothing is left to guard. */
  dismiss(): Promise<void>
}

/**
 * Starts the process that outlives us when we are killed. It stands in a session of its own, so that nothing which is
 * sent to our group reaches it; what it is told waits in the pipe until it is up.
 */
export const startGuard = (program: readonly string[], env: NodeJS.ProcessEnv): Guard => {
  const [command = '', ...args] = program
  const child = spawn(command, args, { detached: true, cwd: '/', env, stdio: ['pipe', 'ignore', 'ignore'] })
  const ended = new Promise<void>((resolve) => {
    child.on('error', () => resolve())
    child.on('exit', () => resolve())
  })
  child.stdin.on('error', () => {}) // it is gone; the folder is removed by us all the same
  return {
    tell: (message) => {
      child.stdin.write(guardLine(message))
    },
    dismiss: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

export interface GuardWork extends Remover {
  /** From the process that is guarded; ends when that does, however it does. */
  readonly input: AsyncIterable<Uint8Array>
  signal(pid: number, name: NodeJS.Signals): void
  isRunning(pid: number): boolean
}

const askingMs = 5_000
const lookingMs = 20

/** Waits until the process that it guards has ended, ends the command that it left behind, and removes the folder. */
export const guardFolder = async (work: GuardWork): Promise<void> => {
  const pieces: Uint8Array[] = []
  for await (const piece of work.input) pieces.push(piece)
  const message = lastMessage(Buffer.concat(pieces).toString('utf8'))
  if (message === undefined) return
  await endCommand(message, work)
  await removePrivateFolder(message.folder, work)
}

const endCommand = async ({ command }: GuardMessage, work: GuardWork): Promise<void> => {
  if (command === undefined || !isAlive(command, work.isRunning)) return
  const family = familyOf(command.pid)
  for (const pid of family) {
    work.signal(pid, 'SIGHUP')
    work.signal(pid, 'SIGTERM')
    work.signal(pid, 'SIGCONT')
  }
  for (let waited = 0; waited < askingMs && isAlive(command, work.isRunning); waited += lookingMs) {
    await new Promise((done) => setTimeout(done, lookingMs))
  }
  if (isAlive(command, work.isRunning)) for (const pid of familyOf(command.pid)) work.signal(pid, 'SIGKILL')
}
