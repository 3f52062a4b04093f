import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { familyOf, ignoredSignals } from './processes.ts'
import { Witness } from './witness.ts'

/** What is handed on to the command. */
const handedOn = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const
type HandedOn = (typeof handedOn)[number]

/** These ask a program to end for good, and one that does not is ended. */
const final: ReadonlySet<HandedOn> = new Set(['SIGHUP', 'SIGTERM'])
const graceMs = 5_000
/** Whoever asks so often wants an end. */
const mostAsked = 3

export interface CommandBench {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  onSignal(name: NodeJS.Signals, listener: () => void): void
  signal(pid: number, name: NodeJS.Signals): void
  /** Called once it runs. */
  started(pid: number): void
  notStarted(program: string, reason: string): void
}

/** How the command ended, as shells report it: its exit code, 128 and its signal, 126 or 127 where it did not start. */
export const runCommand = async (command: readonly string[], bench: CommandBench): Promise<number> => {
  const [program = '', ...args] = command
  const witness = new Witness()
  const child = spawn(program, args, { cwd: bench.cwd, env: bench.env, stdio: 'inherit' })
  const asked = child.pid === undefined ? undefined : new Asked(child.pid, witness, bench)
  const ignored = ignoredSignals()
  for (const name of handedOn) {
    bench.onSignal(name, () => {
      if (!ignored.has(constants.signals[name])) void asked?.toEnd(name)
    })
  }
  try {
    if (child.pid !== undefined) bench.started(child.pid)
    return await new Promise<number>((resolve) => {
      child.on('error', (error: NodeJS.ErrnoException) => {
        const { code, reason } = error.code === 'ENOENT' ? notFound : notRunnable
        bench.notStarted(program, reason)
        resolve(code)
      })
      child.on('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
    })
  } finally {
    asked?.settle()
    await witness.dismiss()
  }
}

const notFound = { code: 127, reason: 'command not found' }
const notRunnable = { code: 126, reason: 'cannot be run' }

/** Hands signals on that the command has not got from the terminal itself. */
class Asked {
  readonly #pid: number
  readonly #witness: Witness
  readonly #bench: CommandBench
  #times = 0
  #grace: NodeJS.Timeout | undefined

  constructor(pid: number, witness: Witness, bench: CommandBench) {
    this.#pid = pid
    this.#witness = witness
    this.#bench = bench
  }

  async toEnd(name: HandedOn): Promise<void> {
    this.#times += 1
    if (final.has(name)) this.#grace ??= setTimeout(() => this.#send('SIGKILL'), graceMs)
    if (this.#times >= mostAsked && final.has(name)) return this.#send('SIGKILL')
    if (await this.#witness.saw(name)) return
    this.#send(name)
    this.#send('SIGCONT') // one that is stopped would not hear it
  }

  settle(): void {
    clearTimeout(this.#grace)
  }

  #send(name: NodeJS.Signals): void {
    for (const pid of familyOf(this.#pid)) this.#bench.signal(pid, name)
  }
}
