import { Witness } from './witness.ts'

/** What is handed on to the command. */
const handedOn = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const
type HandedOn = (typeof handedOn)[number]

/** Whoever sends these to the group wants it to end; of Ctrl-C and Ctrl-\ a program may make what it likes. */
const final: ReadonlySet<HandedOn> = new Set(['SIGHUP', 'SIGTERM'])
const graceMs = 5_000
const lateMs = 100
/** Whoever asks so often wants an end now. */
const mostAsked = 3

export interface Asking {
  onSignal(name: NodeJS.Signals, listener: () => void): void
  /** Sends a signal to all that the command consists of. */
  send(name: NodeJS.Signals): void
}

/** The signals that are sent to us: hands on what the command has not got from the terminal itself. */
export class Asked {
  readonly #send: Asking['send']
  #witness: Witness | undefined
  #isFinal = false
  #isInterrupted = false
  #times = 0
  #grace: NodeJS.Timeout | undefined

  constructor({ onSignal, send }: Asking) {
    this.#send = send
    // Node has forgotten which of them were ignored when it was started (`nohup`).
    for (const name of handedOn) onSignal(name, () => void this.#toEnd(name))
  }

  /** Whether it was asked for an end of everything. */
  get isFinal(): boolean {
    return this.#isFinal
  }

  /** Whether it was interrupted, as by Ctrl-C; what was sent to the command and to us may reach us a little later. */
  async wasInterrupted(): Promise<boolean> {
    for (let waited = 0; !this.#isInterrupted && waited < lateMs; waited += lateMs / 20)
      await new Promise((done) => setTimeout(done, lateMs / 20))
    return this.#isInterrupted
  }

  /** The command runs. */
  begin(): void {
    this.#witness = new Witness()
  }

  /** The command has ended. */
  async settle(): Promise<void> {
    const witness = this.#witness
    this.#witness = undefined
    clearTimeout(this.#grace)
    await witness?.dismiss()
  }

  async #toEnd(name: HandedOn): Promise<void> {
    if (name === 'SIGINT') this.#isInterrupted = true
    const witness = this.#witness
    if (witness === undefined) return
    const isSeen = await witness.saw(name)
    if (this.#witness === undefined) return
    if (!isSeen) {
      this.#send(name)
      this.#send('SIGCONT') // one that is stopped would not hear it
    }
    if (isSeen && !final.has(name)) return
    this.#isFinal = true
    this.#times += 1
    if (this.#times >= mostAsked) this.#send('SIGKILL')
    else this.#grace ??= setTimeout(() => this.#send('SIGKILL'), graceMs)
  }
}
