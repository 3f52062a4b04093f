/** How it ended. `undone`: everything is as before; `left`: not everything is. */
export type RotateVerdict = 'planned' | 'rotated' | 'changed' | 'nothing-to-do' | 'declined' | 'undone' | 'left'

export interface RotateStep {
  readonly step: string
  readonly status: 'planned' | 'done' | 'failed' | 'not-begun'
  /** For people, without a full stop. */
  readonly what: string
}

/** What `leaktight rotate` did. It holds no secret, and of key ids the ends. */
export interface RotateReport {
  readonly action: 'rotate' | 'deactivate-old' | 'reactivate' | 'delete-old'
  readonly verdict: RotateVerdict
  /** As the user's shell finds it. */
  readonly file: string
  readonly user: string
  readonly account: string
  readonly oldKey?: string
  readonly newKey?: string
  readonly steps: readonly RotateStep[]
  /** Why it did not end well, in sentences. */
  readonly reasons: readonly string[]
  /** What is to be known besides. */
  readonly notes: readonly string[]
  /** What is to be done next, and with which commands. */
  readonly next: readonly { readonly text: string; readonly commands: readonly string[] }[]
}

/** 0 done, or there was nothing to do; 2 not done. */
export const rotateExitCode = ({ verdict }: RotateReport): 0 | 2 =>
  verdict === 'undone' || verdict === 'left' || verdict === 'declined' ? 2 : 0
