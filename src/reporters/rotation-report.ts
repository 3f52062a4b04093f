/** One credential of a rotation report. */
export interface RotationRow {
  /** The key path with dots. */
  readonly name: string
  readonly path: string
  readonly keyPath: readonly string[]
  /** Absent where nothing dates the credential. */
  readonly age?: RotationAge
  readonly bound: 'exact' | 'at-least' | 'at-most' | 'none'
  readonly verdict: 'ok' | 'due-soon' | 'overdue' | 'unknown'
  readonly note?: string
  /** What to do, where something is to be done. */
  readonly remedy?: string
}

export interface RotationAge {
  readonly days: number
  readonly since: Date
  /** One of the schema's names, such as `git-iv`. */
  readonly evidence: string
  /** The same for people. */
  readonly evidenceName: string
}

/** How old the credentials of a repository are. */
export interface RotationReport {
  readonly policy: { readonly maxAgeDays: number; readonly warnDays: number }
  /** Encrypted files that were read. */
  readonly files: number
  readonly credentials: readonly RotationRow[]
}
