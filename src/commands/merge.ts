import type { Examination } from '../model/finding.ts'
import type { Passed } from '../model/unit.ts'

const sum = (maps: readonly ReadonlyMap<Passed, number>[]): Map<Passed, number> => {
  const total = new Map<Passed, number>()
  for (const [kind, count] of maps.flatMap((map) => [...map])) total.set(kind, (total.get(kind) ?? 0) + count)
  return total
}

/** Several passes of the engine as one; a rule that ran in one of them did run. */
export const merged = (parts: readonly Examination[]): Examination => {
  const idle = new Map(parts.flatMap((part) => part.notRun.map((each) => [each.rule, each] as const)))
  const ran = (rule: string): boolean =>
    parts.some((part) => part.asked.has(rule) && !part.notRun.some((each) => each.rule === rule))
  const notRun = [...idle.values()].filter(({ rule }) => !ran(rule))
  const total = (count: (part: Examination) => number): number => parts.reduce((sofar, part) => sofar + count(part), 0)
  return {
    findings: parts.flatMap((part) => part.findings),
    units: total((part) => part.units),
    bytes: total((part) => part.bytes),
    binary: total((part) => part.binary),
    passed: sum(parts.map((part) => part.passed)),
    asked: new Set(parts.flatMap((part) => [...part.asked])),
    notRun,
    tooLarge: parts.flatMap((part) => part.tooLarge),
    errors: parts.flatMap((part) => part.errors),
    inlineAllows: parts.flatMap((part) => part.inlineAllows),
  }
}
