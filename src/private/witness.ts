import { type ChildProcess, spawn } from 'node:child_process'

/** How long a signal takes at most from one process of a group to the next. */
const soonMs = 50

/**
 * A process that stands in our group and does nothing. A signal that ends it was sent to the whole group, as terminals
 * do, so that the command has it already; one that does not was sent to us alone, and has to be handed on.
 */
export class Witness {
  #child: ChildProcess | undefined
  #ended: Promise<NodeJS.Signals | undefined> = Promise.resolve(undefined)

  constructor() {
    this.#start()
  }

  #start(): void {
    // It ends with the pipe, so it does not outlive us.
    const child = spawn('/bin/cat', [], { stdio: ['pipe', 'ignore', 'ignore'], cwd: '/', env: {} })
    this.#child = child
    this.#ended = new Promise((resolve) => {
      child.on('error', () => resolve(undefined))
      child.on('exit', (_, signal) => resolve(signal ?? undefined))
    })
    child.stdin?.on('error', () => {})
  }

  /** Whether the whole group got the signal that just came. */
  async saw(name: NodeJS.Signals): Promise<boolean> {
    const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), soonMs))
    if ((await Promise.race([this.#ended, late])) !== name) return false
    this.#start()
    return true
  }

  async dismiss(): Promise<void> {
    this.#child?.kill('SIGKILL')
    await this.#ended
  }
}
