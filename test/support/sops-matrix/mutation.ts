import type { Anatomy } from './anatomy.ts'

/** A file that was changed by hand in one place. */
export interface Mutant {
  readonly text: string
  /** Any of these is the right line for a finding, 1-based; 0 stands for the whole file. */
  readonly lines: readonly number[]
}

/** One way to damage a file. */
export interface MutationKind {
  readonly name: string
  /** Any of these is the right rule; none where the file alone does not tell. */
  readonly rules: readonly string[]
  /** What it takes to see the damage where the file alone does not tell. */
  readonly needs?: 'a key' | 'the history or a key'
  readonly mutants: (anatomy: Anatomy) => readonly Mutant[]
}

/** A value that somebody typed. */
export const typed = 'zqtyped01'
