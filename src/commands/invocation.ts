import type { Severity } from '../model/rule.ts'

/** Everything a verb needs from outside; only `cli.ts` fills it from the process. */
export interface Invocation {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly now: () => Date
  readonly stdin: AsyncIterable<Uint8Array>
  readonly color: boolean
  /** How wide the terminal behind standard output is, if there is one. */
  readonly columns?: number | undefined
  /** Effective user id, where the system has one. */
  readonly uid: number | undefined
  /** From now on signals do not end the process. The answer is aborted with the name of one as its reason. */
  watchSignals?(): AbortSignal
}

/** Flags that every scanning verb knows. */
export interface ScanFlags {
  readonly format: string
  readonly config?: string
  readonly failOn?: Severity
  /** Only these rules. */
  readonly rule?: readonly string[]
  readonly quiet?: boolean
  readonly all?: boolean
  /** Open encrypted files in memory. */
  readonly decrypt?: boolean
}

/** What goes to standard output, and how the process ends. */
export interface Outcome {
  readonly text: string
  readonly exitCode: number
}
