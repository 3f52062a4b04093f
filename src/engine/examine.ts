import type { Examination, NotRun } from '../model/finding.ts'
import type { Context, Rule } from '../model/rule.ts'
import type { ReadFailure, Source, Unit } from '../model/unit.ts'
import { examineBatch } from './examine-batch.ts'
import { examineUnit } from './examine-unit.ts'
import { forerun, type Seen } from './forerun.ts'
import { type ExamineOptions, newRun, type Run } from './run.ts'

export type { ExamineOptions } from './run.ts'

const missingNeed = (rule: Rule, source: Source): string | undefined => {
  if ((rule.paths !== undefined || rule.wholeOnly) && !source.offers.has('path')) return 'path'
  return rule.needs.find((need) => need !== 'keys' && !source.offers.has(need))
}

/** Rules that open encrypted files are for those who asked for it; nobody else is told that they were not run. */
const isAsked = (rule: Rule, context: Context): boolean => context.keys !== undefined || !rule.needs.includes('keys')

/** What goes wrong in every piece of a unit is said once. */
const unique = (failures: readonly ReadFailure[]): ReadFailure[] => [
  ...new Map(failures.map((failure) => [`${failure.path}\n${failure.reason}`, failure])).values(),
]

/** Says how many files a rule of a structure could not look at, by rule. */
export const largeUnits = (tooLarge: ReadonlyMap<string, number>): NotRun[] =>
  [...tooLarge].map(([rule, count]) => ({
    rule,
    reason: `${count} ${count === 1 ? 'file is' : 'files are'} too large to be read as a structure (limits: hold-bytes)`,
  }))

const unseen = async function* (units: AsyncIterable<Unit>): AsyncGenerator<Seen> {
  for await (const unit of units) yield [unit, undefined]
}

// From here on, starting threads costs less than they save.
const manyUnits = 1_000
const manyBytes = 32 * 1024 * 1024

const seenUnits = (source: Source, run: Run): AsyncIterable<Seen> => {
  const { forerunner } = run.options
  if (forerunner === undefined) return unseen(source.units())
  return forerun(source.units(), () => run.units >= manyUnits || run.bytes >= manyBytes, forerunner)
}

/** Looks at every unit of `source` with every rule whose needs the source offers. */
export const examine = async (
  source: Source,
  rules: readonly Rule[],
  context: Context,
  options: ExamineOptions,
): Promise<Examination> => {
  const notRun: NotRun[] = []
  const offered = rules.filter((rule) => {
    if (!isAsked(rule, context)) {
      notRun.push({ rule: rule.meta.id, reason: 'needs --decrypt', quiet: true })
      return false
    }
    const need = missingNeed(rule, source)
    if (need !== undefined)
      notRun.push({ rule: rule.meta.id, reason: `needs ${need}, which ${source.name} does not offer` })
    return need === undefined
  })
  const run = await newRun(offered, rules, context, options)
  for await (const [unit, quiet] of seenUnits(source, run)) await examineUnit(unit, quiet, run)
  for await (const batch of source.batches?.() ?? []) await examineBatch(batch, run)
  const { findings, inlineAllows, units, bytes, binary } = run
  return {
    findings,
    inlineAllows,
    units,
    bytes,
    binary,
    asked: run.known,
    passed: source.passed,
    notRun,
    tooLarge: largeUnits(run.tooLarge),
    errors: unique([...run.errors, ...source.failures]),
  }
}
