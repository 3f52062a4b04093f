import type { RuleMeta, Severity } from './rule.ts'
import type { Origin, Passed, ReadFailure } from './unit.ts'

/** 1-based; columns count UTF-16 code units; the end is exclusive. */
export interface Region {
  readonly startLine: number
  readonly startColumn: number
  readonly endLine: number
  readonly endColumn: number
}

export type Status = 'open' | 'allowed' | 'baselined' | 'preexisting'

/** A comment beside a finding that allows it. Without a reason it has no effect. */
export interface InlineAllow {
  readonly rule: string
  readonly path: string
  readonly line: number
  /** Nothing but the comment stands on its line, so that it speaks of the next one. */
  readonly alone: boolean
  readonly reason?: string
}

/** What is reported. Holds no secret: any field may be printed. */
export interface Finding {
  readonly rule: string
  readonly severity: Severity
  readonly status: Status
  /** Who allowed it, where `status` is `allowed` or `baselined`. */
  readonly by?: string
  readonly reason?: string
  readonly path: string
  readonly origin: Origin
  readonly region?: Region
  readonly message: string
  readonly preview?: string
  readonly fingerprint: string
  readonly remedy: string
  readonly details?: Readonly<Record<string, string>>
  /** The start line with every known secret masked. */
  readonly frame?: string
  readonly inlineAllow?: InlineAllow
}

export interface NotRun {
  readonly rule: string
  readonly reason: string
  /** Nobody asked for it, so nobody is told. */
  readonly quiet?: true
}

/** What one pass of the engine saw, before policy. */
export interface Examination {
  readonly findings: readonly Finding[]
  readonly units: number
  readonly bytes: number
  readonly binary: number
  readonly passed: ReadonlyMap<Passed, number>
  /** Ids of all rules that were asked to look, whether or not they could. */
  readonly asked: ReadonlySet<string>
  readonly notRun: readonly NotRun[]
  /** Rules that did not see some units, because those are too large. */
  readonly tooLarge: readonly NotRun[]
  readonly errors: readonly ReadFailure[]
  readonly inlineAllows: readonly InlineAllow[]
}

export type Verdict = 'clean' | 'findings' | 'incomplete'

/** An allow that matched nothing. */
export interface StaleAllow {
  readonly where: string
  readonly rule: string
  readonly reason: string
}

export interface Report {
  readonly version: string
  readonly command: string
  readonly verdict: Verdict
  readonly counts: {
    readonly units: number
    readonly bytes: number
    readonly open: number
    readonly allowed: number
    readonly baselined: number
    readonly preexisting: number
  }
  /** Sorted by path, line, rule id. */
  readonly findings: readonly Finding[]
  readonly notRun: readonly NotRun[]
  readonly errors: readonly ReadFailure[]
  readonly staleAllows: readonly StaleAllow[]
  /** Seen and deliberately not read; binary content is read, for keyed tokens only. */
  readonly binary: number
  readonly passed: ReadonlyMap<Passed, number>
  /** Sentences for people that belong to no finding; only the text reporter prints them. */
  readonly advice: readonly string[]
}

/** Report to string; pure. */
export type Reporter = (report: Report, rules: ReadonlyMap<string, RuleMeta>, options: ReporterOptions) => string

export interface ReporterOptions {
  readonly color: boolean
  /** Print pre-existing and allowed findings too. */
  readonly all: boolean
  readonly quiet: boolean
}
