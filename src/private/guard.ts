import { spawn } from 'node:child_process'
import { CannotCheckError } from '../model/errors.ts'
import { type GuardMessage, guardLine, lastMessage } from './guard-messages.ts'
import { endAll, folderVariables, heirsOf } from './processes.ts'
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
  const child = spawn(command, args, {
    detached: true,
    cwd: '/',
    env: withoutFolders(env),
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = new Promise<void>((resolve) => {
    child.on('error', () => resolve())
    child.on('exit', () => resolve())
  })
  if (child.pid === undefined) throw new CannotCheckError('the process that cleans up after us could not be started')
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

/** Another run, within which this one was started, must not take the guard for something of its own. */
const withoutFolders = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !folderVariables.includes(name)))

export interface GuardWork extends Remover {
  /** From the process that is guarded; ends when that does, however it does. */
  readonly input: AsyncIterable<Uint8Array>
}

const askingMs = 5_000

/** Waits until the process that it guards has ended, ends what it left running, and removes the folder. */
export const guardFolder = async (work: GuardWork): Promise<void> => {
  const pieces: Uint8Array[] = []
  for await (const piece of work.input) pieces.push(piece)
  const message = lastMessage(Buffer.concat(pieces).toString('utf8'))
  if (message === undefined) return
  await endAll(() => heirsOf(message.folder.path, work.pid, 'everywhere'), work, askingMs)
  await removePrivateFolder(message.folder, work)
}
