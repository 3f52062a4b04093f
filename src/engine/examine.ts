import type { Examination, NotRun } from '../model/finding.ts'
import type { Context, Rule } from '../model/rule.ts'
import type { ReadFailure, Source } from '../model/unit.ts'
import { examineUnit } from './examine-unit.ts'
import { type ExamineOptions, newRun } from './run.ts'

export type { ExamineOptions } from './run.ts'

const missingNeed = (rule: Rule, source: Source): string | undefined => {
  if ((rule.paths !== undefined || rule.wholeOnly) && !source.offers.has('path')) return 'path'
  return rule.needs.find((need) => !source.offers.has(need))
}

/** What goes wrong in every piece of a unit is said once. */
const unique = (failures: readonly ReadFailure[]): ReadFailure[] => [
  ...new Map(failures.map((failure) => [`${failure.path}\n${failure.reason}`, failure])).values(),
]

const largeUnits = (tooLarge: ReadonlyMap<string, number>): NotRun[] =>
  [...tooLarge].map(([rule, count]) => ({
    rule,
    reason: `${count} ${count === 1 ? 'file is' : 'files are'} too large to be read as a structure (limits: hold-bytes)`,
  }))

/** Looks at every unit of `source` with every rule whose needs the source offers. */
export const examine = async (
  source: Source,
  rules: readonly Rule[],
  context: Context,
  options: ExamineOptions,
): Promise<Examination> => {
  const notRun: NotRun[] = []
  const offered = rules.filter((rule) => {
    const need = missingNeed(rule, source)
    if (need !== undefined)
      notRun.push({ rule: rule.meta.id, reason: `needs ${need}, which ${source.name} does not offer` })
    return need === undefined
  })
  const run = await newRun(offered, rules, context, options)
  for await (const unit of source.units()) await examineUnit(unit, run)
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
