/** What a row of the report is about: a value of a file, a key as IAM knows it, a recipient's key, a private key on disk. */
export type RotationSubject = 'credential' | 'access-key' | 'recipient' | 'identity'

/** One credential of a rotation report. */
export interface RotationRow {
  /** Absent: a credential. */
  readonly subject?: RotationSubject
  /** The key path with dots. */
  readonly name: string
  readonly path: string
  readonly keyPath: readonly string[]
  /** Of `path`, 1-based, where the credential stands. */
  readonly line?: number
  /** Absent where nothing dates the credential. */
  readonly age?: RotationAge
  readonly bound: 'exact' | 'at-least' | 'at-most' | 'none'
  readonly verdict: 'ok' | 'due-soon' | 'overdue' | 'unknown'
  /** The last instant at which the policy allows it, or its own expiry where that comes first; a bound where the age is one. */
  readonly due?: Date
  /** When it stops working by itself. */
  readonly expires?: Date
  /** As IAM says. */
  readonly status?: 'active' | 'inactive'
  readonly lastUsed?: Date | 'never'
  /** What of the policy holds for it, where that is not the policy of the whole report. */
  readonly policy?: { readonly maxAgeDays: number; readonly warnDays: number }
  /** No age is too old for it; it is due by its own expiry or not at all. */
  readonly unlimited?: true
  /** Accepted as it is: told, but it fails nothing. */
  readonly exempt?: { readonly reason: string; readonly expires?: Date }
  /** Everything that dates it, the evidence of `age` among it. */
  readonly statements?: readonly RotationStatement[]
  readonly note?: string
  /** What to do, where something is to be done. */
  readonly remedy?: string
}

/** One source's statement about a credential. */
export interface RotationStatement {
  readonly evidence: string
  readonly evidenceName: string
  readonly bound: Exclude<RotationRow['bound'], 'none'>
  readonly date: Date
  /** Why it was set aside, or what it cannot know. */
  readonly note?: string
}

export interface RotationAge {
  readonly days: number
  readonly since: Date
  /** One of the schema's names, such as `git-iv`. */
  readonly evidence: string
  /** The same for people. */
  readonly evidenceName: string
}

/** From the most urgent on. */
export const failOns = ['overdue', 'due-soon', 'unknown'] as const
export type FailOn = (typeof failOns)[number]

/** How old the credentials of a repository are. */
export interface RotationReport {
  readonly policy: { readonly maxAgeDays: number; readonly warnDays: number }
  /** The clock of the run. */
  readonly now: Date
  /** The least urgent verdict that fails the run; those that are more urgent fail it too. */
  readonly failOn: FailOn
  /** What becomes overdue within so many days fails the run too. */
  readonly watchDays?: number
  /** Encrypted files that were read. */
  readonly files: number
  readonly credentials: readonly RotationRow[]
}
