import type { TextRange } from '../../formats/tree.ts'

/** What a word is made of; quotes are removed, nothing is expanded. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  /**
   * `$NAME` or `${NAME…}`; `fallback` is what `:-` names, `operation` any other sign behind the name, as `:+`, `%` or
   * `/`, and `operand` what follows it.
   */
  | {
      readonly kind: 'parameter'
      readonly name: string
      readonly fallback?: readonly Part[]
      readonly operation?: string
      readonly operand?: readonly Part[]
    }
  /** `${{ … }}` of a workflow, filled in before any shell reads it. */
  | { readonly kind: 'expression'; readonly text: string }
  /** `$(…)` or backticks. */
  | { readonly kind: 'commands'; readonly tokens: readonly Token[] }
  /** `<(…)` or `>(…)`. */
  | { readonly kind: 'process'; readonly tokens: readonly Token[] }

export interface Word extends TextRange {
  readonly kind: 'word'
  readonly parts: readonly Part[]
}

/** `;`, `&&`, `||`, `|`, `&`, parentheses and the like; a line break reads as `\n`. */
export interface Operator extends TextRange {
  readonly kind: 'operator'
  readonly text: string
}

/** The lines between `<<END` and `END`. */
export interface Heredoc extends TextRange {
  /** False where the delimiter is quoted: `<<'END'`. */
  readonly expands: boolean
  /** What a body that expands is made of. */
  readonly parts: readonly Part[]
}

export interface Redirection extends TextRange {
  readonly kind: 'redirection'
  readonly operator: string
  /** The number before the operator. */
  readonly descriptor?: string
  /** Absent at the end of a broken line, and for heredocs. */
  readonly target?: Word
  readonly heredoc?: Heredoc
}

export type Token = Word | Operator | Redirection

export interface Dialect {
  /** `$$` is the dollar of the shell; `$(…)` and `${…}` belong to make. */
  readonly make?: boolean
  /** The end of a heredoc may be indented, because the lines of a recipe are. */
  readonly indented?: boolean
}
