/** What became of one flagged file. */
export interface SealTarget {
  readonly path: string
  readonly fault: 'plain' | 'leaves' | 'trailing' | 'damaged' | 'index' | 'other'
  readonly rules: readonly string[]
  /** 1-based, of the first finding that has a place. */
  readonly line?: number
  /** Of the first finding. */
  readonly message: string
  /** `flagged`: nothing was asked for, or nothing can be done without a decision. */
  readonly status: 'flagged' | 'mended' | 'refused' | 'failed'
  readonly reason?: string
  /** Whether `seal --fix` can do it. */
  readonly fixable: boolean
  /** What mends it by hand, line by line. */
  readonly commands: readonly string[]
  /** What is to be known beside the commands. */
  readonly advice: readonly string[]
  /** Whether the new content was staged. */
  readonly staged: boolean
  readonly erased?: {
    readonly passes: number
    readonly filesystem: string
    readonly effective: boolean
    readonly note?: string
  }
  /** The object of git that holds the plaintext which was staged. */
  readonly object?: { readonly oid: string; readonly committed: boolean }
}

export interface SealReport {
  readonly version: string
  readonly fix: boolean
  readonly examined: number
  readonly files: readonly SealTarget[]
  readonly errors: readonly { readonly path: string; readonly reason: string }[]
}

/** 0 nothing to mend or all mended, 1 something is left, 2 something could not be checked or mended. */
export const sealExitCode = ({ files, errors }: SealReport): 0 | 1 | 2 => {
  if (errors.length > 0 || files.some(({ status }) => status === 'refused' || status === 'failed')) return 2
  return files.some(({ status }) => status === 'flagged') ? 1 : 0
}

/** What takes objects that nothing refers to out of the object store. */
export const objectCommands: readonly string[] = [
  'git reflog expire --expire=now --expire-unreachable=now --all',
  'git gc --prune=now',
]
