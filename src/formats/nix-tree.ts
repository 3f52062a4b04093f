import type { Problem, TextRange } from './tree.ts'

/** One name of an attribute path; undefined where it is worked out: `${x}`. */
export interface NixKey extends TextRange {
  readonly name: string | undefined
}

/** `a.b = value;`. Without keys for the source of an `inherit (source)`. */
export interface NixBinding extends TextRange {
  readonly keys: readonly NixKey[]
  readonly value: NixNode
}

export interface NixText extends TextRange {
  readonly kind: 'text'
  /** As it is written, escapes included. */
  readonly raw: string
}

export interface NixString extends TextRange {
  readonly kind: 'string'
  readonly parts: readonly (NixText | NixNode)[]
}

export interface NixPath extends TextRange {
  readonly kind: 'path'
  readonly parts: readonly (NixText | NixNode)[]
}

export interface NixName extends TextRange {
  readonly kind: 'name'
  readonly name: string
}

/** `of.a.b or fallback` */
export interface NixSelect extends TextRange {
  readonly kind: 'select'
  readonly of: NixNode
  readonly keys: readonly NixKey[]
  readonly inner: readonly NixNode[]
  readonly fallback?: NixNode
}

/** A function and what it is applied to. */
export interface NixCall extends TextRange {
  readonly kind: 'call'
  readonly of: NixNode
  readonly args: readonly NixNode[]
}

export interface NixList extends TextRange {
  readonly kind: 'list'
  readonly items: readonly NixNode[]
}

export interface NixSet extends TextRange {
  readonly kind: 'set'
  readonly bindings: readonly NixBinding[]
}

/** `{ a ? 1 }: body`; the bindings are the defaults. */
export interface NixLambda extends TextRange {
  readonly kind: 'lambda'
  readonly bindings: readonly NixBinding[]
  readonly body: NixNode
}

export interface NixLet extends TextRange {
  readonly kind: 'let'
  readonly bindings: readonly NixBinding[]
  readonly body: NixNode
}

/** `with scope; body` and `assert scope; body` */
export interface NixScoped extends TextRange {
  readonly kind: 'scoped'
  readonly scope: NixNode
  readonly body: NixNode
}

export interface NixIf extends TextRange {
  readonly kind: 'if'
  readonly condition: NixNode
  readonly yes: NixNode
  readonly no: NixNode
}

/** Operands with operators between them, without precedence: `a // b ++ c`. */
export interface NixOperation extends TextRange {
  readonly kind: 'operation'
  readonly operands: readonly NixNode[]
  readonly operators: readonly string[]
}

/** A number, a URI, `<nixpkgs>`, or nothing where something is missing. */
export interface NixOther extends TextRange {
  readonly kind: 'other'
}

export type NixNode =
  | NixString
  | NixPath
  | NixName
  | NixSelect
  | NixCall
  | NixList
  | NixSet
  | NixLambda
  | NixLet
  | NixScoped
  | NixIf
  | NixOperation
  | NixOther

/** What could be read of a file; `problem` where the rest was given up. */
export interface NixTree {
  readonly roots: readonly NixNode[]
  readonly problem?: Problem
}
