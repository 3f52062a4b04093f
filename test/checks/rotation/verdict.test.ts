import { describe, expect, test } from 'vitest'
import { type Evidence, fromHistory, fromLastModified, fromOldKeyId } from '../../../src/checks/rotation/evidence.ts'
import { judge } from '../../../src/checks/rotation/verdict.ts'

const DAY = 86_400_000
const now = new Date('2026-11-22T12:00:00Z')
const policy = { maxAgeDays: 90, warnDays: 14 }
const ago = (days: number, ms = 0): Date => new Date(now.getTime() - days * DAY - ms)
const iam = (since: Date): Evidence => ({ source: 'iam', bound: 'exact', since })
const metadata = (since: Date): Evidence => ({ source: 'metadata', bound: 'at-most', since })

describe('the boundary is 90 days exactly', () => {
  test.each([
    ['0 d', 0, 0, 'unknown', 'ok', 0],
    ['75 d and 23:59:59.999', 76, -1, 'unknown', 'ok', 75],
    ['76 d', 76, 0, 'due-soon', 'due-soon', 76],
    ['89 d', 89, 0, 'due-soon', 'due-soon', 89],
    ['90 d', 90, 0, 'due-soon', 'due-soon', 90],
    ['90 d and 1 ms', 90, 1, 'overdue', 'overdue', 90],
    ['90 d and 13 h', 90, 13 * 3_600_000, 'overdue', 'overdue', 90],
    ['91 d', 91, 0, 'overdue', 'overdue', 91],
  ] as const)('%s', (_, days, ms, atLeast, exact, ageDays) => {
    expect(judge([fromHistory(ago(days, ms))], now, policy)).toMatchObject({ verdict: atLeast, ageDays })
    expect(judge([iam(ago(days, ms))], now, policy)).toMatchObject({ verdict: exact, ageDays })
  })

  test.each([
    ['a leap day lies between', '2028-02-01T00:00:00Z', '2028-05-01T00:00:00Z', 'due-soon'],
    ['no leap day lies between', '2027-02-01T00:00:00Z', '2027-05-02T00:00:00.001Z', 'overdue'],
    ['clocks went forward between', '2026-01-15T12:00:00+01:00', '2026-04-15T13:00:00+02:00', 'due-soon'],
    ['clocks went forward and a second passed', '2026-01-15T12:00:00+01:00', '2026-04-15T13:00:01+02:00', 'overdue'],
    ['written with an offset far west', '2026-01-01T00:00:00-12:00', '2026-04-01T12:00:00Z', 'due-soon'],
    ['written with an offset far east', '2026-01-01T00:00:00+14:00', '2026-04-01T00:00:00Z', 'overdue'],
  ])('%s', (_, since, at, verdict) => {
    const evidence = fromLastModified(since)
    expect(judge(evidence ? [evidence] : [], new Date(at), policy).verdict).toBe(verdict)
  })

  test('the policy moves it', () => {
    const strict = { maxAgeDays: 30, warnDays: 0 }
    expect(judge([fromHistory(ago(30))], now, strict).verdict).toBe('due-soon')
    expect(judge([fromHistory(ago(29))], now, strict).verdict).toBe('unknown')
    expect(judge([fromHistory(ago(30, 1))], now, strict).verdict).toBe('overdue')
  })
})

describe('weak evidence', () => {
  test.each([0, 1, 30, 75])('of %i days never says ok', (days) => {
    const judged = judge([fromHistory(ago(days)), { ...fromHistory(ago(days)), source: 'lastmodified' }], now, policy)
    expect(judged.verdict).toBe('unknown')
    expect(judged.note).toContain('never young')
  })

  test('the one that proves the greater age is used', () => {
    const history = fromHistory(ago(100))
    const modified: Evidence = { source: 'lastmodified', bound: 'at-least', since: ago(1) }
    const expected = { verdict: 'overdue', ageDays: 100, source: 'git-iv', bound: 'at-least', since: ago(100) }
    expect(judge([modified, history], now, policy)).toEqual(expected)
    expect(judge([history, modified], now, policy)).toEqual(expected)
  })

  test('lastmodified proves more where the file was committed late', () => {
    const modified: Evidence = { source: 'lastmodified', bound: 'at-least', since: ago(120) }
    expect(judge([fromHistory(ago(3)), modified], now, policy)).toMatchObject({
      source: 'lastmodified',
      verdict: 'overdue',
    })
  })

  test('an exact date from IAM beats any bound', () => {
    const expected = { source: 'iam', verdict: 'ok' }
    expect(judge([fromHistory(ago(100)), iam(ago(10))], now, policy)).toMatchObject(expected)
    expect(judge([iam(ago(10)), fromHistory(ago(100))], now, policy)).toMatchObject(expected)
  })

  test('a bound from above says ok or nothing', () => {
    expect(judge([metadata(ago(10))], now, policy).verdict).toBe('ok')
    expect(judge([metadata(ago(100))], now, policy).verdict).toBe('unknown')
  })

  test('an id of the old generation is overdue', () => {
    expect(judge([fromOldKeyId(), fromHistory(ago(1))], now, policy)).toMatchObject({
      source: 'key-id',
      verdict: 'overdue',
      bound: 'at-least',
    })
  })
})

describe('dates that cannot be true', () => {
  test('the future is unknown and named', () => {
    const judged = judge([fromHistory(ago(-1))], now, policy)
    expect(judged).toMatchObject({ verdict: 'unknown', bound: 'none' })
    expect(judged.note).toContain('git history says 2026-11-23T12:00:00.000Z, which lies in the future')
    expect(judged.ageDays).toBeUndefined()
  })

  test('a few minutes of clock skew are no future', () => {
    expect(judge([fromHistory(ago(0, -4 * 60_000))], now, policy)).toMatchObject({ ageDays: 0, bound: 'at-least' })
    expect(judge([fromHistory(ago(0, -6 * 60_000))], now, policy)).toMatchObject({ bound: 'none' })
  })

  test('a date before SOPS existed proves nothing', () => {
    const judged = judge([fromHistory(new Date(0))], now, policy)
    expect(judged).toMatchObject({ verdict: 'unknown', bound: 'none' })
    expect(judged.note).toContain('before SOPS existed')
  })

  test('one bad date does not spoil a good one', () => {
    const judged = judge([fromHistory(ago(-10)), { ...fromHistory(ago(95)), source: 'lastmodified' }], now, policy)
    expect(judged).toMatchObject({ verdict: 'overdue', ageDays: 95, source: 'lastmodified' })
    expect(judged.note).toContain('lies in the future')
  })

  test('no evidence is unknown', () => {
    expect(judge([], now, policy)).toEqual({ verdict: 'unknown', bound: 'none', note: 'nothing at hand dates it' })
  })

  test.each(['2026-01-01', '2026-01-01T00:00:00', '1767225600', 'yesterday', '2026-13-01T00:00:00Z', '', undefined])(
    'lastmodified %j is no instant',
    (text) => {
      expect(fromLastModified(text)).toBeUndefined()
    },
  )
})
