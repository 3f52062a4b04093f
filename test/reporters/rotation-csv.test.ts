import { expect, test } from 'vitest'
import { rotationCsv } from '../../src/reporters/rotation-csv.ts'
import type { RotationReport } from '../../src/reporters/rotation-report.ts'
import { readCsv } from './read-csv.ts'
import { full, hostileReport, ok, reportOf } from './rotation-sample.ts'

const recordsOf = (report: RotationReport): Record<string, string>[] => {
  const [head = [], ...rows] = readCsv(rotationCsv(report))
  return rows.map((row) => {
    expect(row).toHaveLength(head.length)
    return Object.fromEntries(head.map((name, at) => [name, row[at] ?? '']))
  })
}

test('has a header and a record for each credential', () => {
  const records = recordsOf(full)
  expect(records).toHaveLength(full.credentials.length)
  expect(records[0]).toMatchObject({
    credential: 'aws.secret',
    path: 'secrets/aws.yaml',
    line: '3',
    subject: 'credential',
    verdict: 'overdue',
    age_days: '100',
    bound: 'at-least',
    evidence: 'git-iv',
    due: '2026-11-12',
    due_bound: 'at-latest',
    max_age_days: '90',
    fails: 'overdue since 2026-11-12 or earlier',
    remedy: 'Create the new key, then store it.',
  })
  expect(records[3]).toMatchObject({ exempt: 'the vendor rotates it', exempt_until: '2027-01-31', fails: '' })
  expect(records[4]).toMatchObject({ age_days: '', due: '', verdict: 'unknown' })
})

test('an empty report is its header', () => {
  expect(readCsv(rotationCsv(reportOf([])))).toHaveLength(1)
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '＝1', '\t=1', ' =1', 'a;=1', 'a|-1', '"=1', '\r=1'])(
  'the name %j is no formula, with whatever separator it is read',
  (name) => {
    const text = rotationCsv(reportOf([{ ...ok, name, note: name }]))
    for (const separator of [',', ';', '\t', '|']) {
      for (const cell of text.split('\r\n').flatMap((line) => line.split(separator))) {
        expect(cell).not.toMatch(/^["\s]*[=+\-@＝＋－＠]/)
      }
    }
  },
)

test('hostile text stays in its cell and commands nothing', () => {
  const text = rotationCsv(hostileReport)
  expect(recordsOf(hostileReport)).toHaveLength(3)
  expect(text).not.toMatch(/^\s*::|##\w*\[/m)
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\u0000-\u001f\u2028\u202e]/)
})
