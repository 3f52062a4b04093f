import type { Guard, Severity } from '../model/rule.ts'

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

/** What people read about a pattern rule. */
export interface PatternTexts {
  readonly summary: string
  readonly why: string
  readonly remedy: string
  readonly references: readonly string[]
}

/** What finds something: plain data, so that a build can write it and a hook can read it without YAML. */
export interface PatternCore {
  readonly id: string
  readonly severity: Severity
  /** Lower case. */
  readonly keywords: readonly string[]
  readonly pattern: string
  /** `i` or nothing. */
  readonly flags: string
  readonly window: Window
  readonly guard?: Guard
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

/** A compiled pattern rule. */
export type PatternData = PatternCore & PatternTexts
