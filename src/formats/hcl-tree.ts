import type { Problem, TextRange } from './tree.ts'

/** A quoted string; without parts for the empty one. */
export interface HclTemplate extends TextRange {
  readonly kind: 'template'
  readonly parts: readonly (HclText | HclNode)[]
}

export interface HclText extends TextRange {
  readonly kind: 'text'
  /** Escapes resolved, `$${` is `${`. */
  readonly value: string
}

/** `<<EOF … EOF`; the range is that of its lines. What is worked out in them stands there as it is written. */
export interface HclHeredoc extends TextRange {
  readonly kind: 'heredoc'
}

export interface HclList extends TextRange {
  readonly kind: 'list'
  readonly items: readonly HclNode[]
}

export interface HclItem {
  /** Undefined where it is worked out. */
  readonly key: string | undefined
  readonly keyStart: number
  readonly keyEnd: number
  readonly value: HclNode
}

export interface HclObject extends TextRange {
  readonly kind: 'object'
  readonly items: readonly HclItem[]
}

/** `jsonencode(…)` */
export interface HclCall extends TextRange {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly HclNode[]
}

/** `local.name`, `data.x.y[0].arn`, `true` */
export interface HclName extends TextRange {
  readonly kind: 'name'
  readonly name: string
}

/** What may be one of several things: the branches of `?:`, the body of a `for`. */
export interface HclChoice extends TextRange {
  readonly kind: 'choice'
  readonly of: readonly HclNode[]
}

/** A number, an operation, or nothing where something is missing. */
export interface HclOther extends TextRange {
  readonly kind: 'other'
}

export type HclNode = HclTemplate | HclHeredoc | HclList | HclObject | HclCall | HclName | HclChoice | HclOther

export interface HclAttribute extends TextRange {
  readonly kind: 'attribute'
  readonly name: string
  readonly nameEnd: number
  readonly value: HclNode
}

/** `resource "aws_iam_role" "x" { … }` */
export interface HclBlock extends TextRange {
  readonly kind: 'block'
  readonly type: string
  readonly labels: readonly string[]
  /** Where type and labels end. */
  readonly headEnd: number
  readonly body: readonly HclEntry[]
}

export type HclEntry = HclAttribute | HclBlock

/** What could be read of a file; `problem` where the rest was given up. */
export interface HclFile {
  readonly body: readonly HclEntry[]
  readonly problem?: Problem
}

/** The same of one expression. */
export interface HclExpression {
  readonly node: HclNode
  readonly problem?: Problem
}
