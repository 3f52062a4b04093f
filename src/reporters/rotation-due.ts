import type { RotationReport, RotationRow } from './rotation-report.ts'

/** What a due date says about the true one, which an age that is only a bound cannot know. */
export type DueBound = 'exact' | 'at-latest' | 'not-before'

export interface Due {
  readonly date: Date
  readonly bound: DueBound
}

export const dayMs = 86_400_000

const bounds = { exact: 'exact', 'at-least': 'at-latest', 'at-most': 'not-before' } as const

/** The policy that holds for a row. */
export const policyOf = (row: RotationRow, { policy }: Pick<RotationReport, 'policy'>): RotationReport['policy'] =>
  row.policy ?? policy

const byAge = (row: RotationRow, report: Pick<RotationReport, 'policy'>): Due | undefined => {
  if (row.age === undefined || row.bound === 'none' || row.unlimited) return undefined
  return {
    date: new Date(row.age.since.getTime() + policyOf(row, report).maxAgeDays * dayMs),
    bound: bounds[row.bound],
  }
}

const ofRow = ({ due, bound, expires }: RotationRow): Due | undefined => {
  if (due === undefined) return undefined
  const own = bound === 'none' || due.getTime() === expires?.getTime()
  return { date: due, bound: own ? 'exact' : bounds[bound] }
}

/** The last instant at which a credential may be in use, by the policy or by its own expiry, whichever comes first. */
export const dueOf = (row: RotationRow, report: Pick<RotationReport, 'policy'>): Due | undefined => {
  const due = ofRow(row) ?? byAge(row, report)
  if (row.expires === undefined || (due !== undefined && due.date <= row.expires)) return due
  return { date: row.expires, bound: 'exact' }
}

/** The day before which it is certain to be due; none where all that is known is that it is not due before some day. */
export const certainDueOf = (row: RotationRow, report: Pick<RotationReport, 'policy'>): Date | undefined => {
  const due = dueOf(row, report)
  return due === undefined || due.bound === 'not-before' ? row.expires : due.date
}

/** `2026-12-01`, in UTC. */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 10)
