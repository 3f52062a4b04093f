import { printableJson } from './escape.ts'
import { type Due, dueOf } from './rotation-due.ts'
import { failureOf } from './rotation-gate.ts'
import type { RotationReport, RotationRow, RotationStatement } from './rotation-report.ts'

/** Fields that are there only where something is known. */
const known = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const statement = ({ evidence, bound, date, note }: RotationStatement) => known({ evidence, bound, date, note })

const dueFields = (due: Due | undefined) => ({ due: due?.date, dueBound: due?.bound })

const plain = (row: RotationRow, report: RotationReport) => {
  const { name, path, keyPath, age, bound, verdict, subject, line, expires, status, lastUsed, policy, exempt } = row
  return {
    name,
    path,
    keyPath,
    ageDays: age?.days ?? null,
    since: age?.since.toISOString() ?? null,
    evidence: age?.evidence ?? null,
    bound,
    verdict,
    ...known({
      subject,
      line,
      ...dueFields(dueOf(row, report)),
      expires,
      status,
      lastUsed,
      policy,
      exempt: exempt && known({ ...exempt }),
      statements: row.statements?.map(statement),
      fails: failureOf(row, report)?.reason,
      note: row.note,
      remedy: row.remedy,
    }),
  }
}

/** The report as JSON, `leaktight-rotation-1`. */
export const rotationJson = (report: RotationReport): string => {
  const { maxAgeDays, warnDays } = report.policy
  return printableJson({
    schema: 'leaktight-rotation-1',
    policy: { maxAgeDays, warnDays },
    credentials: report.credentials.map((row) => plain(row, report)),
    ...known({ now: report.now, files: report.files, failOn: report.failOn, watchDays: report.watchDays }),
  })
}
