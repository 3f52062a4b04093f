import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

/** How long a signal takes at most from one process of a group to the next. */
const soonMs = 50
/** Meanwhile the next witness may not stand there yet: Ctrl-C is often pressed twice. */
const againMs = 500

/** What waits for the end of its input. Where there is no `cat` of this name (NixOS), there is a shell. */
const waiting = (): readonly [string, readonly string[]] =>
  existsSync('/bin/cat') ? ['/bin/cat', []] : ['/bin/sh', ['-c', 'read -r line']]

/**
 * A process that stands in our group and does nothing. A signal that ends it was sent to the whole group, as terminals
 * do, so that the command has it already; one that does not was sent to us alone, and has to be handed on.
 */
export class Witness {
  #child: ChildProcess | undefined
  #ended: Promise<NodeJS.Signals | undefined> = Promise.resolve(undefined)
  #isDismissed = false
  #last: { readonly name: NodeJS.Signals; readonly at: number } | undefined

  constructor() {
    this.#start()
  }

  #start(): void {
    const [program, args] = waiting()
    // It ends with the pipe, so it does not outlive us.
    const child = spawn(program, [...args], { stdio: ['pipe', 'ignore', 'ignore'], cwd: '/', env: {} })
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
    const ended = await Promise.race([this.#ended, late])
    const now = performance.now()
    if (ended !== name) return this.#last?.name === name && now - this.#last.at < againMs
    this.#last = { name, at: now }
    if (!this.#isDismissed) this.#start()
    return true
  }

  async dismiss(): Promise<void> {
    this.#isDismissed = true
    this.#child?.kill('SIGKILL')
    await this.#ended
  }
}
