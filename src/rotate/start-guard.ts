import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type Alive, processOf } from '../private/alive.ts'
import { Failed } from '../seal/outcome.ts'
import { answer, type Message, messageLine } from './guard-messages.ts'

/** The process that undoes what we leave undone when we are killed. */
export interface Guard {
  readonly alive: Alive
  /** Returns when it was understood. Throws {@link Failed} where the guard is gone. */
  tell(message: Message): Promise<void>
  /** Nothing is left to guard. */
  dismiss(): Promise<void>
  /** Lets it find the pipe closed, and go on by itself. */
  abandon(): void
}

/** The answer to a message takes no longer; the first one includes starting Node. */
const longestMs = 20_000

/** Starts it in a session of its own: signals of the terminal do not reach it. Secrets reach it through the pipe alone. */
export const startGuard = async (
  program: readonly string[],
  env: NodeJS.ProcessEnv,
  first: (alive: Alive) => Message,
): Promise<Guard> => {
  const [command = '', ...args] = program
  const child = spawn(command, args, {
    detached: true,
    cwd: '/',
    env,
    stdio: ['pipe', 'ignore', 'pipe'],
    windowsHide: true,
  })
  const answers = createInterface({ input: child.stderr })[Symbol.asyncIterator]()
  child.stdin.on('error', () => {}) // it is gone, and no answer comes
  const failed = new Promise<never>((_, reject) => {
    child.on('error', (error) =>
      reject(new Failed(`was kept, because the guard process could not start (${error.message})`)),
    )
  })
  failed.catch(() => {})
  const tell = async (message: Message): Promise<void> => {
    child.stdin.write(messageLine(message))
    const tooLate = late()
    for (;;) {
      const { value, done } = await Promise.race([answers.next(), failed, tooLate])
      if (value === answer) return
      if (done === true) throw new Failed('was kept, because the guard process ended')
      // Node warns of what it makes of its environment, too.
    }
  }
  const abandon = (): void => {
    child.stdin.end()
    child.stderr.destroy()
    child.unref()
  }
  try {
    if (child.pid === undefined) return await failed
    const alive = processOf(child.pid)
    await tell(first(alive))
    return {
      alive,
      tell,
      abandon,
      dismiss: async () => {
        child.stdin.write(messageLine({ say: 'done' }))
        abandon()
      },
    }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

const late = (): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Failed('was kept, because the guard process does not answer')), longestMs).unref()
  })
