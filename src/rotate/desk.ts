import type { Keys } from '../model/rule.ts'
import type { HoldOptions } from '../seal/held-file.ts'
import type { FileLayer } from '../shred/file-layer.ts'
import type { Sops } from '../sops/run-sops.ts'
import type { Cloud, Credentials } from './cloud.ts'
import type { Journals } from './journal.ts'
import type { Patience } from './patience.ts'

export interface SignedIn {
  readonly cloud: Cloud
  /** With which calls are signed. */
  readonly credentials: Credentials
  /** Where they come from, for people. */
  readonly from: string
}

/** Everything that rotating needs from outside. */
export interface Desk {
  /** Absolute path of the working tree, free of links. */
  readonly root: string
  /** Of the file, relative to the root. */
  readonly path: string
  /** The same as the user's shell finds it. */
  readonly shown: string
  readonly profile?: string
  readonly keys: Keys
  readonly sops: Sops
  readonly layer: FileLayer
  readonly hold: HoldOptions
  readonly journals: Journals
  /** `own` is the pair that the file holds. */
  signIn(own: Credentials): Promise<SignedIn>
  readonly guard: {
    /** What starts it, and with which environment. */
    readonly program: readonly string[]
    readonly env: NodeJS.ProcessEnv
    /** Where AWS is; goes through the pipe. */
    readonly cloudEnv: Readonly<Record<string, string>>
  }
  readonly pid: number
  /** For systems without /proc. */
  isRunning(pid: number): boolean
  readonly patience: Patience
  /** Aborted, with its name as the reason, when a signal asks for the end. */
  readonly signal: AbortSignal
  /** One line of progress. */
  tell(line: string): void
}
