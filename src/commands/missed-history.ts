import { sopsHistoryRules } from '../checks/sops-history/index.ts'
import type { Examination, NotRun } from '../model/finding.ts'
import type { History } from '../model/rule.ts'

/** Says of the rules that compare versions where they could not see all of them. */
export const withMissedHistory = (examination: Examination, history: History): Examination => {
  const reason = history.missed?.()
  if (reason === undefined) return examination
  const idle = new Set(examination.notRun.map(({ rule }) => rule))
  const ids = sopsHistoryRules.map(({ meta }) => meta.id).filter((id) => examination.asked.has(id) && !idle.has(id))
  const partly: readonly NotRun[] = ids.map((rule) => ({
    rule,
    reason: `saw only the versions that are in this clone: ${reason}`,
  }))
  return { ...examination, notRun: [...examination.notRun, ...partly] }
}
