import type { Severity } from '../../../model/rule.ts'
import type { Shell } from '../script-text.ts'
import type { Dialect } from '../token.ts'

/** A run of shell at its place in the file: as long as what it stands for. */
export interface Run {
  readonly start: number
  readonly text: string
}

/** A script that a host holds, in the order in which its runs are read. */
export interface Piece {
  readonly shell: Shell
  readonly runs: readonly Run[]
  readonly dialect?: Dialect
  readonly atMost?: Severity
}

/** The text with everything but line breaks blanked. */
export const blanked = (text: string): string => text.replace(/[^\n]+/g, (line) => ' '.repeat(line.length))
