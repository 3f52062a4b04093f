import type { createColors } from 'picocolors'
import { chunked, displayWidth, padded } from './display-width.ts'
import { barOf } from './rotation-bar.ts'
import { dayOf, dueOf } from './rotation-due.ts'
import { byFile } from './rotation-order.ts'
import type { RotationReport, RotationRow } from './rotation-report.ts'
import { shown, verdictNames } from './rotation-words.ts'
import { wrapped } from './wrap.ts'

export type Colors = ReturnType<typeof createColors>

export interface TextOptions {
  readonly color: boolean
  readonly unicode: boolean
  /** Of the terminal. */
  readonly columns: number
  /** Nothing but what fails the run. */
  readonly quiet: boolean
}

const indent = ' '
const deeper = '    '
const gap = '  '
const longestBar = 60
const titles = ['where', 'age', 'evidence', 'due date', 'verdict'] as const

// An age of at least so many days is due on a day at the latest.
const unicodeSigns = { exact: '', none: '', 'at-least': '≥', 'at-most': '≤', 'at-latest': '≤', 'not-before': '≥' }
const asciiSigns = { exact: '', none: '', 'at-least': '>=', 'at-most': '<=', 'at-latest': '<=', 'not-before': '>=' }

const verdictCell = ({ verdict, exempt }: RotationRow): string =>
  exempt === undefined ? verdictNames[verdict] : 'exempt'

const cellsOf = (row: RotationRow, report: RotationReport, { unicode }: TextOptions): string[] => {
  const due = dueOf(row, report)
  const signs = unicode ? unicodeSigns : asciiSigns
  return [
    row.line === undefined ? '-' : `:${row.line}`,
    row.age === undefined ? '-' : `${signs[row.bound]}${row.age.days}d`,
    row.age === undefined ? '-' : shown(row.age.evidenceName),
    due === undefined ? '-' : `${signs[due.bound]}${dayOf(due.date)}`,
    verdictCell(row),
  ]
}

const paintOf = ({ verdict, exempt }: RotationRow, colors: Colors): ((text: string) => string) => {
  if (exempt !== undefined) return colors.dim
  return { overdue: colors.red, 'due-soon': colors.yellow, unknown: colors.dim, ok: colors.green }[verdict]
}

/** How wide the columns are, that of the names first. A name that is longer stands on a line of its own. */
interface Layout {
  readonly name: number
  readonly cells: readonly number[]
  /** The cells do not stand on one line. */
  readonly narrow: boolean
}

const widest = (widths: readonly number[], least: number): number =>
  widths.reduce((most, width) => Math.max(most, width), least)

const layoutOf = (names: readonly string[], cells: readonly (readonly string[])[], columns: number): Layout => {
  const widths = titles.map((title, at) =>
    widest(
      cells.map((row) => displayWidth(row[at] ?? '')),
      title.length,
    ),
  )
  const taken = widths.reduce((sum, width) => sum + gap.length + width, 0)
  const room = columns - indent.length - taken
  const fitting = names.map(displayWidth).filter((width) => width <= room)
  return {
    name: room < 'credential'.length ? 0 : widest(fitting, 'credential'.length),
    cells: widths,
    narrow: columns - deeper.length < taken - gap.length,
  }
}

const cellLine = (cells: readonly string[], { cells: widths }: Layout, paint: (text: string) => string): string => {
  const before = cells.slice(0, -1).map((cell, at) => padded(cell, widths[at] ?? 0))
  return [...before, paint(cells.at(-1) ?? '')].join(gap)
}

const rowLines = (
  name: string,
  cells: readonly string[],
  layout: Layout,
  columns: number,
  paint: (text: string) => string,
): string[] => {
  if (!layout.narrow && displayWidth(name) <= layout.name) {
    return [`${indent}${padded(name, layout.name)}${gap}${cellLine(cells, layout, paint)}`]
  }
  const names = chunked(name, columns - indent.length).map((line) => indent + line)
  const before = layout.name === 0 ? deeper : ' '.repeat(indent.length + layout.name + gap.length)
  if (!layout.narrow) return [...names, `${before}${cellLine(cells, layout, paint)}`]
  const facts = wrapped(cells.join(gap), columns - deeper.length)
  return [...names, ...facts.map((line) => paint(deeper + line))]
}

const barLine = (row: RotationRow, report: RotationReport, { columns, unicode }: TextOptions): string =>
  deeper + barOf(row, report, { unicode, width: Math.min(longestBar, columns - deeper.length) })

const headLine = (layout: Layout, colors: Colors): string[] => {
  if (layout.narrow) return []
  const name = layout.name === 0 ? deeper : `${indent}${padded('credential', layout.name)}${gap}`
  return [colors.bold(`${name}${cellLine(titles, layout, (title) => title)}`)]
}

/** The rows as a table grouped by file, each with the bar of its age, and no line longer than the terminal is wide. */
export const rotationTable = (
  report: RotationReport,
  rows: readonly RotationRow[],
  options: TextOptions,
  colors: Colors,
): string[] => {
  const cells = new Map(rows.map((row) => [row, cellsOf(row, report, options)]))
  const layout = layoutOf(
    rows.map(({ name }) => shown(name)),
    [...cells.values()],
    options.columns,
  )
  const files = [...byFile(rows)].map(([path, group]) => [
    ...chunked(shown(path), options.columns).map((line) => colors.bold(line)),
    ...group.flatMap((row) => {
      const paint = paintOf(row, colors)
      return [
        ...rowLines(shown(row.name), cells.get(row) ?? [], layout, options.columns, paint),
        paint(barLine(row, report, options)),
      ]
    }),
  ])
  return [...headLine(layout, colors), ...files.flat()]
}
