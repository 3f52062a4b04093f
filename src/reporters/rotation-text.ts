import { createColors } from 'picocolors'
import { inertText } from '../model/inert-text.ts'
import { chunked } from './display-width.ts'
import { legendOf } from './rotation-bar.ts'
import { certainDueOf, dayOf } from './rotation-due.ts'
import { failureOf, inDays, watchList } from './rotation-gate.ts'
import type { RotationReport, RotationRow } from './rotation-report.ts'
import { rotationTable, type TextOptions } from './rotation-table.ts'
import { counted, exemptWords, keyWords, shown, verdictNames } from './rotation-words.ts'
import { wrapped } from './wrap.ts'

export type { TextOptions } from './rotation-table.ts'

type Verdict = RotationRow['verdict']

/** Wrapped at blanks, and a word that is longer than a line wherever that falls. */
const hanging = (text: string, columns: number): string[] =>
  wrapped(text, columns - 2)
    .flatMap((line) => chunked(line, columns - 2))
    .map((line, at) => (at === 0 ? line : `  ${line}`))

const indented = (text: string, columns: number): string[] => hanging(text, columns - 2).map((line) => `  ${line}`)

const placeOf = ({ name, path }: RotationRow): string => `${shown(name)} in ${shown(path)}`

const listed = (names: readonly string[]): string => {
  const each = [...new Set(names)]
  return each.length <= 3 ? each.join(', ') : `${each.slice(0, 3).join(', ')} and ${each.length - 3} more`
}

const told = (row: RotationRow): string[] => [
  ...(row.note === undefined ? [] : [row.note]),
  ...(row.exempt === undefined ? [] : [exemptWords(row)]),
  ...(keyWords(row).length === 0 ? [] : [keyWords(row).join(', ')]),
]

const noteLines = (rows: readonly RotationRow[], columns: number): string[] => {
  const names = new Map<string, string[]>()
  for (const row of rows) {
    for (const note of told(row)) {
      const of = names.get(note)
      if (of === undefined) names.set(note, [shown(row.name)])
      else of.push(shown(row.name))
    }
  }
  return [...names].flatMap(([note, of]) => hanging(`note: ${listed(of)}: ${shown(note)}`, columns))
}

const remedyLines = (rows: readonly RotationRow[], columns: number): string[] =>
  rows.flatMap((row) =>
    row.remedy === undefined || row.exempt !== undefined
      ? []
      : hanging(`${placeOf(row)}: ${shown(row.remedy)}`, columns),
  )

const watchLines = (report: RotationReport, columns: number): string[] => {
  if (report.watchDays === undefined) return []
  const within = `within ${counted(report.watchDays, 'day')}`
  const list = watchList(report)
  const lines = list.flatMap(({ row, date }) =>
    indented(`${dayOf(date)}, ${inDays(date, report.now)}: ${placeOf(row)}`, columns),
  )
  const undated = report.credentials.filter(
    (row) => row.exempt === undefined && certainDueOf(row, report) === undefined,
  )
  return [
    list.length === 0 ? `Nothing more becomes overdue ${within}.` : `Overdue ${within}:`,
    ...lines,
    ...(undated.length === 0
      ? []
      : hanging(`Of ${counted(undated.length, 'credential')} nothing says when it is overdue.`, columns)),
  ]
}

const summaryOf = ({ credentials, files, policy }: RotationReport): string => {
  const judged = credentials.filter(({ exempt }) => exempt === undefined)
  const count = (verdict: Verdict): string =>
    `${judged.filter((row) => row.verdict === verdict).length} ${verdictNames[verdict]}`
  const exempt = credentials.length - judged.length
  const counts = [count('overdue'), count('due-soon'), count('unknown'), count('ok')]
  const all = [...counts, ...(exempt === 0 ? [] : [`${exempt} exempt`])].join(', ')
  const what = `${counted(credentials.length, 'credential')} in ${counted(files, 'encrypted file')}`
  return `${what}: ${all}. The policy is ${counted(policy.maxAgeDays, 'day')}.`
}

const nothingFound = ({ files }: RotationReport): string =>
  files === 0
    ? 'No file encrypted with SOPS was found.\n'
    : `No credentials found in ${counted(files, 'encrypted file')}.\n`

const joined = (parts: readonly (readonly string[])[]): string =>
  inertText(
    parts
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.map((line) => `${line}\n`).join(''))
      .join('\n'),
  )

const narrowest = 24

/** The report for people: a table with bars, notes, what to do, what is due next, and the counts. */
export const rotationText = (report: RotationReport, asked: TextOptions): string => {
  const options = { ...asked, columns: Math.max(narrowest, asked.columns) }
  const { columns, quiet } = options
  const rows = quiet ? report.credentials.filter((row) => failureOf(row, report) !== undefined) : report.credentials
  if (rows.length === 0) return quiet ? '' : nothingFound(report)
  const table = rotationTable(report, rows, options, createColors(options.color))
  if (quiet) return joined([table, remedyLines(rows, columns)])
  return joined([
    table,
    wrapped(legendOf(rows, options.unicode), columns),
    noteLines(rows, columns),
    remedyLines(rows, columns),
    watchLines(report, columns),
    wrapped(summaryOf(report), columns),
  ])
}
