import type { Severity } from '../model/rule.ts'

/** How far around a keyword a match may reach, in bytes. */
export interface Window {
  /** From the keyword's first byte back to the match's first byte, at most. */
  readonly before: number
  /** From the keyword's first byte to the byte after the match, at most. */
  readonly after: number
  /** What the pattern may look at before the match. */
  readonly behind: number
  /** What the pattern may look at after the match. */
  readonly ahead: number
}

/** A compiled pattern rule: plain data, so that a build can write it and a hook can read it without YAML. */
export interface PatternData {
  readonly id: string
  readonly summary: string
  readonly severity: Severity
  readonly why: string
  readonly remedy: string
  readonly references: readonly string[]
  /** Lower case. */
  readonly keywords: readonly string[]
  readonly pattern: string
  /** `i` or nothing. */
  readonly flags: string
  readonly window: Window
  /** Shannon entropy in bits per character that a value must reach. */
  readonly entropy?: number
  readonly randomness?: boolean
  /** Name of a validator. */
  readonly checksum?: string
  readonly ignore?: readonly string[]
  readonly textOnly?: boolean
  readonly generic?: boolean
  readonly pairsWith?: readonly string[]
  /** Name of a decoder. */
  readonly decode?: string
}
