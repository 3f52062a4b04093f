import { markup } from './markup.ts'
import { dueOf } from './rotation-due.ts'
import { failureOf, reasonOf } from './rotation-gate.ts'
import { byFile } from './rotation-order.ts'
import type { RotationReport, RotationRow } from './rotation-report.ts'
import { ageWords, dueWords, exemptWords } from './rotation-words.ts'

const facts = (row: RotationRow, report: RotationReport): string =>
  [
    `age: ${ageWords(row)}${row.age === undefined ? '' : ` (${row.age.evidenceName})`}`,
    `due: ${dueWords(dueOf(row, report))}`,
    ...(row.line === undefined ? [] : [`line: ${row.line}`]),
    ...(row.note === undefined ? [] : [row.note]),
    ...(row.remedy === undefined ? [] : [row.remedy]),
  ]
    .map(markup)
    .join('\n')

type Result = 'failed' | 'skipped' | 'passed'

const resultOf = (row: RotationRow, report: RotationReport): Result => {
  if (failureOf(row, report) !== undefined) return 'failed'
  return row.exempt !== undefined || row.verdict === 'unknown' ? 'skipped' : 'passed'
}

/** What is exempt or unknown was not tested; only what is known to be in order passes. */
const body = (row: RotationRow, report: RotationReport): string => {
  const failure = failureOf(row, report)
  if (failure !== undefined) {
    return `<failure type="${failure.kind}" message="${markup(failure.reason)}">${facts(row, report)}</failure>`
  }
  if (row.exempt !== undefined) return `<skipped message="${markup(exemptWords(row))}"/>`
  if (row.verdict === 'unknown') return `<skipped message="${markup(row.note ?? reasonOf(row, report))}"/>`
  return `<system-out>${facts(row, report)}</system-out>`
}

/** Rows of a file by names that differ: some readers of JUnit keep one test of a name. */
const named = (rows: readonly RotationRow[]): readonly (readonly [string, RotationRow])[] => {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const count = (seen.get(row.name) ?? 0) + 1
    seen.set(row.name, count)
    return [count === 1 ? row.name : `${row.name} (${count})`, row]
  })
}

const countsOf = (rows: readonly RotationRow[], report: RotationReport): Record<Result, number> => {
  const counts = { failed: 0, skipped: 0, passed: 0 }
  for (const row of rows) counts[resultOf(row, report)]++
  return counts
}

const suite = (path: string, rows: readonly RotationRow[], report: RotationReport): string[] => {
  const { failed, skipped } = countsOf(rows, report)
  const counts = `tests="${rows.length}" failures="${failed}" errors="0" skipped="${skipped}"`
  const timestamp = report.now.toISOString().slice(0, 19)
  return [
    `  <testsuite name="${markup(path)}" ${counts} time="0" timestamp="${timestamp}">`,
    ...named(rows).map(
      ([name, row]) =>
        `    <testcase name="${markup(name)}" classname="${markup(path)}" time="0">${body(row, report)}</testcase>`,
    ),
    '  </testsuite>',
  ]
}

/** The report as JUnit XML: a suite a file, a test a credential. */
export const rotationJunit = (report: RotationReport): string => {
  const { credentials } = report
  const { failed } = countsOf(credentials, report)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="leaktight rotation" tests="${credentials.length}" failures="${failed}" errors="0" time="0">`,
    ...[...byFile(credentials)].flatMap(([path, rows]) => suite(path, rows, report)),
    '</testsuites>',
    '',
  ].join('\n')
}
