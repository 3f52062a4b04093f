const codes: ReadonlyMap<unknown, number> = new Map([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGQUIT', 131],
  ['SIGTERM', 143],
])

/** How a process ends that a signal interrupted; undefined where none did. */
export const signalCode = (signal: AbortSignal | undefined): number | undefined =>
  signal?.aborted ? (codes.get(signal.reason) ?? 130) : undefined

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

interface Signals {
  onSignal(name: NodeJS.Signals, listener: () => void): void
}

/** Aborts, with the signal's name as the reason, when somebody asks the process to end. */
export const watchSignals = (terminal: Signals): AbortSignal => {
  const controller = new AbortController()
  for (const name of endings) {
    terminal.onSignal(name, () => controller.abort(name))
  }
  return controller.signal
}

/** A terminal that closes may say so twice, and `kill` may reach a process by two ways. */
const oneAndTheSame = 500

/** Aborts when the process is asked to end for the second time: whoever does that cannot wait. */
export const watchSecondSignal = (terminal: Signals): AbortSignal => {
  const controller = new AbortController()
  let first: number | undefined
  for (const name of endings) {
    terminal.onSignal(name, () => {
      first ??= performance.now()
      if (performance.now() - first > oneAndTheSame) controller.abort(name)
    })
  }
  return controller.signal
}
