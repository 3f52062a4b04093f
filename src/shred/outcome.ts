export type ShredStatus = 'shredded' | 'removed-not-sanitized' | 'refused' | 'failed'

/** What became of one target. In a dry run: what would become of it. */
export interface ShredOutcome {
  readonly path: string
  readonly status: ShredStatus
  /** Passes that were written and synced. */
  readonly passes: number
  /** Bytes of one pass: the size, rounded up to the block size, or as `--exact` and `--size` ask. */
  readonly bytes: number
  /** Bytes of as many passes before those, over contents that may stand in the inode. */
  readonly exactBytes?: number
  /** For people, such as `ext4, data=ordered`; `unknown` where it was not reached. */
  readonly filesystem: string
  readonly reason?: string
}

/** The target is not what may be shredded; nothing was changed. The message continues "FILE …". */
export class Refusal extends Error {
  override name = 'Refusal'
}

/** The work broke off; the message says in which state the target is left. It continues "FILE …". */
export class Failure extends Error {
  override name = 'Failure'
}

/** The outcome of a target that no work was begun on. */
export const notBegun = (path: string, reason: string): ShredOutcome => ({
  path,
  status: 'refused',
  passes: 0,
  bytes: 0,
  filesystem: 'unknown',
  reason,
})

/** 0 overwritten and removed, 1 removed where overwriting is not effective, 2 refused or failed; the worst of all. */
export const exitCodeOf = (outcomes: readonly ShredOutcome[]): 0 | 1 | 2 => {
  if (outcomes.some(({ status }) => status === 'refused' || status === 'failed')) return 2
  return outcomes.some(({ status }) => status === 'removed-not-sanitized') ? 1 : 0
}

/** The cause without the path that Node appends, which may be one of /proc/self/fd. */
export const causeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const message = error.message.split('\n', 1)[0] ?? ''
  const system = /^(E[A-Z0-9]+: [^,]+), /.exec(message)?.[1]
  return system ?? (message === '' ? error.name : message)
}
