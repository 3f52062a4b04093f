import { cutOffReason } from '../checks/rotation/cut-off.ts'
import { rotationRule } from '../checks/rotation/index.ts'
import { sopsHistoryRules } from '../checks/sops-history/index.ts'
import type { Examination, NotRun } from '../model/finding.ts'
import type { History } from '../model/rule.ts'

/** Says of the rules that compare versions, and of the one that dates values, where they could not see all of them. */
export const withMissedHistory = (examination: Examination, history: History): Examination => {
  const idle = new Set(examination.notRun.map(({ rule }) => rule))
  const told = [...missedVersions(examination, history), ...missedDates(history)]
  return { ...examination, notRun: [...examination.notRun, ...told.filter(({ rule }) => !idle.has(rule))] }
}

const missedVersions = ({ asked }: Examination, history: History): readonly NotRun[] => {
  const missed = history.missed?.()
  if (missed === undefined) return []
  const reason = `saw only the versions that are in this clone: ${missed}`
  return sopsHistoryRules.flatMap(({ meta }) => (asked.has(meta.id) ? [{ rule: meta.id, reason }] : []))
}

const missedDates = (history: History): readonly NotRun[] => {
  const cutOff = cutOffReason(history)
  const reason = `not checked against history, only against what the files say: ${cutOff}`
  return cutOff === undefined ? [] : [{ rule: rotationRule.meta.id, reason }]
}
