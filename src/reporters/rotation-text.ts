import { createColors } from 'picocolors'
import { inertText } from '../model/inert-text.ts'
import { escapeControls } from './escape.ts'
import type { RotationReport, RotationRow } from './rotation-report.ts'

type Colors = ReturnType<typeof createColors>
type Verdict = RotationRow['verdict']

const verdictNames: Readonly<Record<Verdict, string>> = {
  overdue: 'overdue',
  'due-soon': 'due soon',
  unknown: 'unknown',
  ok: 'ok',
}
const bounds: Readonly<Record<RotationRow['bound'], string>> = {
  exact: '',
  'at-least': 'at least ',
  'at-most': 'at most ',
  none: '',
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const ageCell = ({ age, bound }: RotationRow): string =>
  age === undefined ? '-' : `${bounds[bound]}${counted(age.days, 'day')}`

const cellsOf = (row: RotationRow): string[] => [
  escapeControls(row.name),
  escapeControls(row.path),
  ageCell(row),
  row.age?.evidenceName ?? '-',
  verdictNames[row.verdict],
]

const widthOf = (text: string): number => [...text].length

const padded = (cells: readonly string[], widths: readonly number[]): string[] =>
  cells.map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell)))

const paint = (verdict: Verdict, colors: Colors): ((text: string) => string) =>
  ({ overdue: colors.red, 'due-soon': colors.yellow, unknown: colors.dim, ok: colors.green })[verdict]

const table = (rows: readonly RotationRow[], colors: Colors): string[] => {
  const head = ['credential', 'where', 'age', 'evidence', 'verdict']
  const body = rows.map(cellsOf)
  const widths = head.map((title, at) => Math.max(...[head, ...body].map((cells) => widthOf(cells[at] ?? title))))
  const lines = body.map((cells, at) => {
    const line = padded(cells, widths)
    const last = line.pop() ?? ''
    return [...line, paint(rows[at]?.verdict ?? 'unknown', colors)(last.trimEnd())].join('  ')
  })
  return [colors.bold(padded(head, widths).join('  ').trimEnd()), ...lines]
}

const noteLines = (rows: readonly RotationRow[]): string[] => {
  const names = new Map<string, string[]>()
  for (const { note, name } of rows) {
    if (note !== undefined) names.set(note, [...(names.get(note) ?? []), name])
  }
  return [...names].map(([note, of]) => `note: ${escapeControls(listed(of))}: ${escapeControls(note)}`)
}

const listed = (names: readonly string[]): string => {
  const shown = [...new Set(names)]
  return shown.length <= 3 ? shown.join(', ') : `${shown.slice(0, 3).join(', ')} and ${shown.length - 3} more`
}

const remedyLines = (rows: readonly RotationRow[]): string[] =>
  rows.flatMap((row) =>
    row.remedy === undefined
      ? []
      : `${escapeControls(row.name)} in ${escapeControls(row.path)}: ${escapeControls(row.remedy)}`,
  )

const summaryOf = ({ credentials, files, policy }: RotationReport): string => {
  const count = (verdict: Verdict): string =>
    `${credentials.filter((row) => row.verdict === verdict).length} ${verdictNames[verdict]}`
  const counts = [count('overdue'), count('due-soon'), count('unknown'), count('ok')].join(', ')
  const what = `${counted(credentials.length, 'credential')} in ${counted(files, 'encrypted file')}`
  return `${what}: ${counts}. The policy is ${counted(policy.maxAgeDays, 'day')}.`
}

const nothingFound = ({ files }: RotationReport): string =>
  files === 0
    ? 'No file encrypted with SOPS was found.\n'
    : `No credentials found in ${counted(files, 'encrypted file')}.\n`

/** The report for people: a table, notes, what to do, and the counts. */
export const rotationText = (report: RotationReport, options: { readonly color: boolean }): string => {
  const rows = report.credentials
  if (rows.length === 0) return nothingFound(report)
  const colors = createColors(options.color)
  const parts = [table(rows, colors), noteLines(rows), remedyLines(rows), [summaryOf(report)]]
  const text = parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
  return inertText(`${text}\n`)
}
