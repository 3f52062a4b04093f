import { Failed } from '../seal/outcome.ts'
import type { Step } from './step.ts'

/** The steps of a piece of work, in order, as they are done. */
export class Steps {
  readonly #steps: Step[]
  readonly #tell: (line: string) => void
  readonly #signal: AbortSignal

  constructor(
    planned: readonly (readonly [step: string, what: string])[],
    tell: (line: string) => void,
    signal: AbortSignal,
  ) {
    this.#steps = planned.map(([step, what]) => ({ step, what, status: 'not-begun' }))
    this.#tell = tell
    this.#signal = signal
  }

  get list(): readonly Step[] {
    return this.#steps
  }

  /** All of them, none done. */
  get planned(): readonly Step[] {
    return this.#steps.map((step) => ({ ...step, status: 'planned' }))
  }

  /** Does one, unless somebody asked for the end. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    requireGoing(this.#signal)
    this.#tell(this.#steps.find(({ step }) => step === name)?.what ?? name)
    try {
      const result = await work()
      this.#mark(name, 'done')
      return result
    } catch (error) {
      this.#mark(name, 'failed')
      throw error
    }
  }

  #mark(name: string, status: Step['status']): void {
    const at = this.#steps.findIndex(({ step }) => step === name)
    const step = this.#steps[at]
    if (step !== undefined) this.#steps[at] = { ...step, status }
  }
}

/** Throws {@link Failed} once a signal asked for the end. */
export const requireGoing = (signal: AbortSignal): void => {
  if (signal.aborted) throw new Failed(`was kept, because the work was interrupted (${String(signal.reason)})`)
}
