import type { Severity } from '../model/rule.ts'

/** A text with moulds, or one together with the path it is to stand at. */
export type Example = string | { readonly path: string; readonly text: string }

/** One entry of a rule file, as `rule.schema.json` describes it. */
export interface RuleEntry {
  readonly id: string
  readonly summary: string
  readonly severity: Severity
  readonly keywords: readonly string[]
  /** One regular expression; a list is joined end to end. */
  readonly pattern: string | readonly string[]
  readonly flags?: 'i'
  readonly entropy?: number
  readonly randomness?: boolean
  readonly checksum?: string
  readonly ignore?: readonly string[]
  readonly 'text-only'?: boolean
  readonly generic?: boolean
  readonly 'pairs-with'?: readonly string[]
  readonly decode?: string
  readonly why: string
  readonly remedy: string
  readonly references: readonly string[]
  readonly examples: { readonly match: readonly Example[]; readonly ignore: readonly Example[] }
}

/** A whole rule file. */
export interface RuleFile {
  /** Whose credentials these are, for headings. */
  readonly provider: string
  readonly rules: readonly RuleEntry[]
}
