import { dayOf, dueOf, policyOf } from './rotation-due.ts'
import { failureOf } from './rotation-gate.ts'
import type { RotationReport, RotationRow } from './rotation-report.ts'
import { shown } from './rotation-words.ts'

// What spreadsheets take for a formula at the beginning of a cell (OWASP, "CSV Injection"), full-width forms included;
// also behind what they may take for a separator instead of the comma.
const formula = /(^|[;|])(["\s]*[=+\-@＝＋－＠])/g

const cell = (value: string | number | undefined): string => {
  if (value === undefined) return ''
  const text = typeof value === 'number' ? String(value) : shown(value).replace(formula, "$1'$2")
  return /[",;|\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const day = (date: Date | undefined): string | undefined => (date === undefined ? undefined : dayOf(date))

type Column = (row: RotationRow, report: RotationReport) => string | number | undefined

const columns: Readonly<Record<string, Column>> = {
  credential: ({ name }) => name,
  path: ({ path }) => path,
  line: ({ line }) => line,
  subject: ({ subject = 'credential' }) => subject,
  verdict: ({ verdict }) => verdict,
  age_days: ({ age }) => age?.days,
  bound: ({ bound }) => bound,
  since: ({ age }) => age?.since.toISOString(),
  evidence: ({ age }) => age?.evidence,
  due: (row, report) => day(dueOf(row, report)?.date),
  due_bound: (row, report) => dueOf(row, report)?.bound,
  expires: ({ expires }) => day(expires),
  max_age_days: (row, report) => policyOf(row, report).maxAgeDays,
  status: ({ status }) => status,
  last_used: ({ lastUsed }) => (lastUsed === 'never' ? lastUsed : day(lastUsed)),
  exempt: ({ exempt }) => exempt?.reason,
  exempt_until: ({ exempt }) => day(exempt?.expires),
  fails: (row, report) => failureOf(row, report)?.reason,
  note: ({ note }) => note,
  remedy: ({ remedy }) => remedy,
}

/** The report as CSV (RFC 4180, UTF-8), one line a credential; no cell is a formula to a spreadsheet. */
export const rotationCsv = (report: RotationReport): string =>
  [
    Object.keys(columns),
    ...report.credentials.map((row) => Object.values(columns).map((column) => cell(column(row, report)))),
  ]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('')
