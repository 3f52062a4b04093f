import { dueOf } from './rotation-due.ts'
import type { RotationReport, RotationRow } from './rotation-report.ts'

export const rotationOrders = ['file', 'urgency'] as const
/** `file`: as the files hold them. `urgency`: the file with the most urgent credential first, and so within a file. */
export type RotationOrder = (typeof rotationOrders)[number]

const ranks = { overdue: 0, 'due-soon': 1, unknown: 2, ok: 3 } as const
const exemptRank = 4

/** Rows of one file, in order of first appearance. */
export const byFile = (rows: readonly RotationRow[]): ReadonlyMap<string, readonly RotationRow[]> => {
  const groups = new Map<string, RotationRow[]>()
  for (const row of rows) {
    const group = groups.get(row.path)
    if (group === undefined) groups.set(row.path, [row])
    else group.push(row)
  }
  return groups
}

const byUrgency = (report: RotationReport): RotationRow[] => {
  const keys = new Map(
    report.credentials.map((row) => [
      row,
      {
        rank: row.exempt === undefined ? ranks[row.verdict] : exemptRank,
        due: dueOf(row, report)?.date.getTime() ?? Number.MAX_VALUE,
      },
    ]),
  )
  const last = { rank: exemptRank, due: Number.MAX_VALUE }
  return [...report.credentials].sort((a, b) => {
    const [left, right] = [keys.get(a) ?? last, keys.get(b) ?? last]
    return left.rank - right.rank || left.due - right.due
  })
}

/** The report with its rows grouped by file, in the order that was asked for. */
export const ordered = (report: RotationReport, order: RotationOrder): RotationReport => {
  const rows = order === 'file' ? report.credentials : byUrgency(report)
  return { ...report, credentials: [...byFile(rows).values()].flat() }
}
