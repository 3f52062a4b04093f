import { reasonOf } from '../model/errors.ts'
import type { Finding, InlineAllow } from '../model/finding.ts'
import type { Context, Rule, Trigger } from '../model/rule.ts'
import type { ReadFailure } from '../model/unit.ts'
import type { CiphertextSpans } from './candidates.ts'
import type { Forerunner } from './forerun.ts'
import type { Inquire } from './inquire.ts'
import type { Image } from './kernel/image.ts'
import type { Cut } from './pieces.ts'
import { imageFor, type Search, searchOf } from './search.ts'
import { triggerOf } from './triggers.ts'

export interface Limits {
  /** Units above this many bytes are read in pieces; rules that need the whole structure do not see them. */
  readonly holdBytes: number
  /** How those are cut. */
  readonly cut?: Cut
}

export interface ExamineOptions {
  readonly limits: Limits
  readonly ciphertext: CiphertextSpans
  /** Made beforehand for these rules or more; otherwise one is made. */
  readonly image?: Image
  /** Opened where there is much to look at. */
  readonly forerunner?: () => Forerunner
  /** Asks somebody outside about what was found, where the user wants that. */
  readonly inquire?: Inquire
}

/** A rule and what it waits for; undefined for one that looks at every document. */
export interface WaitingRule {
  readonly rule: Rule
  readonly trigger: Trigger | undefined
}

/** One pass over a source, and what it has seen so far. */
export interface Run {
  readonly rules: readonly WaitingRule[]
  /** Those of them that look at documents in which nothing was found. */
  readonly unkeyed: readonly WaitingRule[]
  readonly known: ReadonlySet<string>
  /** Made for the first document: a source without units costs nothing. */
  readonly search: () => Search
  readonly context: Context
  readonly options: ExamineOptions
  readonly findings: Finding[]
  readonly inlineAllows: InlineAllow[]
  readonly errors: ReadFailure[]
  readonly tooLarge: Map<string, number>
  units: number
  bytes: number
  binary: number
}

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

const prepared = async (rules: readonly Rule[], context: Context, errors: ReadFailure[]): Promise<Rule[]> => {
  const ready: Rule[] = []
  for (const rule of rules) {
    try {
      if (rule.prepare !== undefined) await rule.prepare(context)
      ready.push(rule)
    } catch (error) {
      errors.push({ path: '', reason: `${rule.meta.id}: ${reasonOf(error)}` })
    }
  }
  return ready
}

/** Prepares `offered`, those of the rules `asked` that the source has everything for. */
export const newRun = async (
  offered: readonly Rule[],
  asked: readonly Rule[],
  context: Context,
  options: ExamineOptions,
): Promise<Run> => {
  const errors: ReadFailure[] = []
  const rules = (await prepared(offered, context, errors)).map((rule) => ({ rule, trigger: triggerOf(rule) }))
  return {
    rules,
    unkeyed: rules.filter(({ trigger }) => trigger === undefined),
    known: new Set(asked.map((rule) => rule.meta.id)),
    search: once(() => searchOf(imageFor(offered, options.image))),
    context,
    options,
    findings: [],
    inlineAllows: [],
    errors,
    tooLarge: new Map(),
    units: 0,
    bytes: 0,
    binary: 0,
  }
}
