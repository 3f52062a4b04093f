import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { displayWidth } from '../../src/reporters/display-width.ts'
import { barOf } from '../../src/reporters/rotation-bar.ts'
import { ordered } from '../../src/reporters/rotation-order.ts'
import type { RotationReport, RotationRow } from '../../src/reporters/rotation-report.ts'
import { rotationText, type TextOptions } from '../../src/reporters/rotation-text.ts'
import {
  aged,
  daysAgo,
  dueSoon,
  exempt,
  full,
  hostileReport,
  maybe,
  ok,
  overdue,
  reportOf,
  unknown,
} from './rotation-sample.ts'

const plain: TextOptions = { color: false, unicode: false, columns: 80, quiet: false }
const textOf = (report: RotationReport, more: Partial<TextOptions> = {}): string =>
  rotationText(report, { ...plain, ...more })
const lineWith = (text: string, part: string): string => text.split('\n').find((line) => line.includes(part)) ?? ''

describe('the table', () => {
  test('names credential, where, age, evidence, due date and verdict under the file', () => {
    const lines = textOf(full).split('\n')
    expect(lines[0]?.trim().split(/\s{2,}/)).toEqual(['credential', 'where', 'age', 'evidence', 'due date', 'verdict'])
    expect(lines[1]).toBe('secrets/aws.yaml')
    expect(
      lineWith(textOf(full), 'db.password')
        .trim()
        .split(/\s{2,}/),
    ).toEqual(['db.password', ':7', '80d', 'IAM', '2026-12-02', 'due soon'])
    expect(lines.indexOf('z/other.yaml')).toBeGreaterThan(lines.findIndex((line) => line.includes('legacy')))
  })

  test('bounds are marked as bounds', () => {
    expect(lineWith(textOf(full), 'aws.secret')).toMatch(/>=100d .*<=2026-11-12/)
    expect(lineWith(textOf(full, { unicode: true }), 'aws.secret')).toMatch(/≥100d .*≤2026-11-12/)
    expect(lineWith(textOf(reportOf([{ ...ok, bound: 'at-most' }])), 'fresh')).toMatch(/<=10d .*>=2027-02-10/)
  })

  test('what is exempt is said to be, with the reason, and counted apart', () => {
    const text = textOf(full)
    expect(lineWith(text, ' legacy ')).toMatch(/exempt$/)
    expect(text.replace(/\s+/g, ' ')).toContain(
      'note: legacy: overdue, but exempt until 2027-01-31: the vendor rotates it',
    )
    expect(text.replace(/\s+/g, ' ')).toContain('1 overdue, 1 due soon, 2 unknown, 1 ok, 1 exempt')
  })

  test.each([24, 40, 60, 80, 100, 200])('no line is longer than a terminal of %i columns', (columns) => {
    const wordless = reportOf([
      { ...overdue, remedy: 'short words only', name: 'n'.repeat(300), path: `${'漢'.repeat(150)}.yaml` },
      ...full.credentials,
    ])
    for (const unicode of [false, true]) {
      const lines = textOf(wordless, { columns, unicode }).split('\n')
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns)
    }
  })

  test('a hundred thousand credentials are one table', () => {
    const rows = [...Array(130_000).keys()].map((at) => ({ ...ok, name: `c${at}`, path: `f${at % 500}.yaml` }))
    expect(textOf(reportOf(rows)).split('\n').length).toBeGreaterThan(260_000)
  })

  test('a long name is broken over lines, and nothing of it is lost', () => {
    const name = [...Array(90).keys()].map(String).join('.')
    expect(textOf(reportOf([{ ...ok, name }])).replace(/\s/g, '')).toContain(name)
  })
})

describe('the bar', () => {
  const report = reportOf([])
  const bar = (row: RotationRow, unicode = true): string => barOf(row, report, { width: 30, unicode })

  test('is the age against two thirds of the width', () => {
    expect(bar(aged(0))).toBe('····················│')
    expect(bar(aged(45))).toBe('██████████··········│')
    expect(bar(aged(90))).toBe('████████████████████│')
    expect(bar(aged(45), false)).toBe('##########..........|')
  })

  test('passes the limit by a cell as soon as it is overdue', () => {
    expect(bar(aged(90 + 1 / 86_400_000))).toBe('████████████████████│█')
    expect(bar(aged(112.5))).toBe('████████████████████│█████')
  })

  test('is open where the age is a lower bound, also at the edge', () => {
    expect(bar({ ...aged(45), bound: 'at-least' })).toBe('██████████▓…········│')
    expect(bar({ ...aged(45), bound: 'at-least' }, false)).toBe('##########+~........|')
    expect(bar({ ...aged(4_000), bound: 'at-least' })).toBe('████████████████████│███████▓…')
    expect(bar(aged(4_000))).toBe('████████████████████│████████»')
  })

  test('is pale where the age is an upper bound, and says where none is known', () => {
    expect(bar({ ...aged(45), bound: 'at-most' })).toBe('▒▒▒▒▒▒▒▒▒▒··········│')
    expect(bar(unknown)).toBe('?···················│')
  })

  test('follows the policy of its own row', () => {
    expect(bar(aged(45, { policy: { maxAgeDays: 45, warnDays: 0 } }))).toBe('████████████████████│')
    expect(bar(aged(45, { policy: { maxAgeDays: 0, warnDays: 0 } }))).toBe('████████████████████│████████»')
  })

  test('never is longer than it may be', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 80 }),
        fc.double({ min: 0, max: 5_000, noNaN: true }),
        fc.constantFrom('exact' as const, 'at-least' as const, 'at-most' as const),
        fc.nat(400),
        (width, days, bound, maxAgeDays) => {
          const row = { ...aged(days), bound, policy: { maxAgeDays, warnDays: 0 } }
          expect([...barOf(row, report, { width, unicode: true })].length).toBeLessThanOrEqual(width)
        },
      ),
    )
  })
})

describe('order', () => {
  const names = (rows: readonly RotationRow[]): string[] => rows.map(({ name }) => name)

  test('by urgency puts the most urgent file first and so within each, and keeps files together', () => {
    const late = { ...overdue, path: 'z/other.yaml', name: 'late' }
    const report = reportOf([ok, dueSoon, exempt, unknown, maybe, late])
    expect(names(ordered(report, 'urgency').credentials)).toEqual([
      'late',
      'young',
      'token',
      'db.password',
      'fresh',
      'legacy',
    ])
    expect(names(ordered(report, 'file').credentials)).toEqual(names(report.credentials))
  })
})

describe('--quiet and --watch-days', () => {
  test('quiet shows what fails and nothing else', () => {
    const text = textOf(full, { quiet: true })
    expect(text).toContain('aws.secret')
    expect(text).toContain('Create the new key')
    for (const other of ['db.password', 'fresh', 'legacy', 'token', 'encrypted file']) expect(text).not.toContain(other)
    expect(textOf(reportOf([ok, dueSoon, exempt]), { quiet: true })).toBe('')
  })

  test('what is overdue soon is named with its day', () => {
    expect(textOf({ ...full, watchDays: 30 })).toContain(
      'Overdue within 30 days:\n  2026-12-02, in 10 days: db.password in secrets/aws.yaml\n',
    )
    expect(textOf({ ...full, watchDays: 1 })).toContain('Nothing more becomes overdue within 1 day.')
    expect(textOf({ ...full, watchDays: 1 })).toContain('Of 1 credential nothing says when it is overdue.')
    expect(textOf(full)).not.toContain('becomes overdue')
  })

  test('a watched credential counts as failing under quiet', () => {
    const soon = aged(70, { name: 'soon', due: daysAgo(-20) })
    expect(textOf(reportOf([soon], { watchDays: 30 }), { quiet: true })).toContain('soon')
  })
})

describe('hostile names', () => {
  test('neither steer the terminal nor command a runner', () => {
    const text = textOf(hostileReport, { color: true, unicode: true })
    expect(text.replace(/\u001b\[\d+m/g, '')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u2028\u202e]/)
    expect(text.replace(/\u001b\[\d+m/g, '')).not.toMatch(/^\s*::|##\w*\[/m)
  })

  test('wide characters take two columns, and joined ones no more', () => {
    expect(['漢字', 'é', 'e\u0301', '😀', 'ﾊ', '한'].map(displayWidth)).toEqual([4, 1, 1, 2, 1, 2])
  })
})
