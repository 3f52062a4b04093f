import { describe, expect, test } from 'vitest'
import { dueOf } from '../../src/reporters/rotation-due.ts'
import { failureOf, rotationExitCode, watchList } from '../../src/reporters/rotation-gate.ts'
import type { FailOn, RotationRow } from '../../src/reporters/rotation-report.ts'
import { aged, daysAgo, dueSoon, exempt, full, maybe, now, ok, overdue, reportOf, unknown } from './rotation-sample.ts'

const failing = (failOn: FailOn): string[] => {
  const report = { ...full, failOn }
  return full.credentials.filter((row) => failureOf(row, report) !== undefined).map(({ name }) => name)
}

describe('--fail-on', () => {
  test('each verdict includes the more urgent ones, and what is exempt never fails', () => {
    expect(failing('overdue')).toEqual(['aws.secret'])
    expect(failing('due-soon')).toEqual(['aws.secret', 'db.password'])
    expect(failing('unknown')).toEqual(['aws.secret', 'db.password', 'token', 'young'])
  })

  test.each([
    [[ok, exempt], 'unknown', 0],
    [[unknown], 'due-soon', 0],
    [[unknown], 'unknown', 1],
    [[dueSoon], 'overdue', 0],
    [[overdue], 'unknown', 1],
    [[], 'unknown', 0],
  ] as const)('exit code %#', (rows, failOn, code) => {
    expect(rotationExitCode(reportOf(rows, { failOn }))).toBe(code)
  })
})

describe('--watch-days', () => {
  const watching = (row: RotationRow, watchDays: number): boolean =>
    rotationExitCode(reportOf([row], { watchDays })) === 1

  test('fails once the last allowed instant lies before the end of the watched days, and not at it', () => {
    expect(watching(aged(80), 9)).toBe(false)
    expect(watching(aged(80), 10)).toBe(false)
    expect(watching(aged(80 + 1 / 86_400_000), 10)).toBe(true)
    expect(watching(aged(80), 11)).toBe(true)
  })

  test('an age of at least so many days is overdue by a day at the latest, one of at most is not known to be', () => {
    expect(watching({ ...maybe, verdict: 'unknown' }, 86)).toBe(true)
    expect(watching({ ...maybe, verdict: 'unknown', bound: 'at-most' }, 86)).toBe(false)
    expect(watching(unknown, 9999)).toBe(false)
  })

  test('its own expiry counts, whatever the age', () => {
    const row = { ...unknown, expires: daysAgo(-5) }
    expect(watching(row, 4)).toBe(false)
    expect(watching(row, 6)).toBe(true)
    expect(watching({ ...maybe, bound: 'at-most', expires: daysAgo(-5) }, 6)).toBe(true)
  })

  test('what is exempt never fails', () => {
    const row = { ...dueSoon, exempt: { reason: 'r' } }
    expect(watching(row, 90)).toBe(false)
    expect(watchList(reportOf([row], { watchDays: 90 }))).toEqual([])
  })

  test('says which and when, the earliest first, without what is overdue already', () => {
    const list = watchList({ ...full, watchDays: 100 })
    expect(list.map(({ row, date }) => [row.name, date.toISOString()])).toEqual([
      ['db.password', daysAgo(-10).toISOString()],
      ['fresh', daysAgo(-80).toISOString()],
      ['young', daysAgo(-85).toISOString()],
    ])
    expect(failureOf(dueSoon, { ...full, watchDays: 20 })).toEqual({
      kind: 'watch',
      reason: 'overdue after 2026-12-02, in 10 days',
    })
  })
})

describe('the due date', () => {
  test('is the last instant that the policy allows, and a bound where the age is one', () => {
    expect(dueOf(overdue, full)).toEqual({ date: daysAgo(10), bound: 'at-latest' })
    expect(dueOf(dueSoon, full)).toEqual({ date: daysAgo(-10), bound: 'exact' })
    expect(dueOf({ ...ok, bound: 'at-most' }, full)).toEqual({ date: daysAgo(-80), bound: 'not-before' })
    expect(dueOf(unknown, full)).toBeUndefined()
  })

  test('is that of the row where it has one, and its own policy counts', () => {
    expect(dueOf({ ...ok, due: now }, full)?.date).toEqual(now)
    expect(dueOf({ ...ok, policy: { maxAgeDays: 30, warnDays: 5 } }, full)?.date).toEqual(daysAgo(-20))
  })

  test('is its own expiry where that comes first', () => {
    const expires = daysAgo(-3)
    expect(dueOf({ ...maybe, expires }, full)).toEqual({ date: expires, bound: 'exact' })
    expect(dueOf({ ...maybe, due: expires, expires }, full)).toEqual({ date: expires, bound: 'exact' })
    expect(dueOf({ ...unknown, expires }, full)).toEqual({ date: expires, bound: 'exact' })
    expect(dueOf({ ...dueSoon, expires: daysAgo(-30) }, full)?.date).toEqual(daysAgo(-10))
  })
})
