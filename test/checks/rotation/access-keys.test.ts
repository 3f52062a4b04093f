import { describe, expect, test } from 'vitest'
import { type AccessKey, judgeAccessKeys, shownKeyId } from '../../../src/checks/rotation/access-keys.ts'
import { awsPair } from '../../support/secrets.ts'

const DAY = 86_400_000
const now = new Date('2026-11-22T12:00:00Z')
const ago = (days: number, ms = 0): Date => new Date(now.getTime() - days * DAY - ms)
const policy = { maxAgeDays: 90, warnDays: 14, overlapDays: 10, unusedDays: 45 }
const { id } = awsPair()
const key = (createDate: Date, more: Partial<AccessKey> = {}): AccessKey => ({
  userName: 'deploy',
  accessKeyId: id,
  status: 'Active',
  createDate,
  source: 'iam',
  ...more,
})
const judged = (...keys: AccessKey[]) => judgeAccessKeys(keys, now, policy)

describe('an access key of IAM', () => {
  test.each([
    ['new', 0, 0, 'ok'],
    ['75 d', 75, 0, 'ok'],
    ['89 d', 89, 0, 'due-soon'],
    ['exactly 90 d', 90, 0, 'due-soon'],
    ['90 d and 1 ms', 90, 1, 'overdue'],
    ['90 d and 1 s', 90, 1000, 'overdue'],
    ['90 d and 13 h', 90, 13 * 3_600_000, 'overdue'],
    ['91 d', 91, 0, 'overdue'],
  ])('%s old', (_, days, ms, verdict) => {
    expect(judged(key(ago(days, ms)))).toMatchObject([{ verdict, bound: 'exact', source: 'iam', ageDays: days }])
  })

  test('from the future is unknown, beyond five minutes', () => {
    expect(judged(key(ago(0, -4 * 60_000)))).toMatchObject([{ verdict: 'ok', ageDays: 0 }])
    expect(judged(key(ago(0, -6 * 60_000)))).toMatchObject([{ verdict: 'unknown', bound: 'none' }])
  })

  test('of the root user is critical at any age', () => {
    expect(judged(key(ago(1), { root: true }))).toMatchObject([{ verdict: 'overdue', severity: 'critical' }])
    expect(judged(key(ago(1), { root: true, status: 'Inactive' }))).toMatchObject([{ verdict: 'ok', severity: 'info' }])
  })

  test('that is inactive never fails, and is to be deleted', () => {
    expect(judged(key(ago(500), { status: 'Inactive' }))).toMatchObject([
      { verdict: 'ok', severity: 'info', note: 'inactive: delete it', ageDays: 500 },
    ])
  })

  test.each([
    ['never used for 45 d', 45, 0, 'never', 'ok'],
    ['never used for longer', 45, 1, 'never', 'due-soon'],
    ['used 45 d ago', 70, 0, ago(45), 'ok'],
    ['used longer ago', 70, 0, ago(45, 1), 'due-soon'],
    ['nobody asked', 70, 0, undefined, 'ok'],
  ] as const)('%s', (_, days, ms, lastUsed, verdict) => {
    expect(judged(key(ago(days, ms), lastUsed === undefined ? {} : { lastUsed }))).toMatchObject([{ verdict }])
  })

  test('beside a newer one is being rotated for ten days, and then a warning', () => {
    const [other = ''] = [awsPair(2).id]
    const pair = (days: number, ms = 0) => judged(key(ago(60)), key(ago(days, ms), { accessKeyId: other }))
    expect(pair(10)).toMatchObject([
      { verdict: 'ok', note: expect.stringContaining('a rotation is under way') },
      { verdict: 'ok' },
    ])
    expect(pair(10, 1)).toMatchObject([{ verdict: 'due-soon', severity: 'low' }, { verdict: 'ok' }])
    expect(judged(key(ago(60)), key(ago(20), { accessKeyId: other, status: 'Inactive' }))[0]).toMatchObject({
      verdict: 'ok',
    })
    expect(judged(key(ago(60)), key(ago(20), { accessKeyId: other, userName: 'else' }))[0]).toMatchObject({
      verdict: 'ok',
    })
  })

  test('is shown by its first and last four characters', () => {
    expect(shownKeyId(id)).toBe(`${id.slice(0, 4)}…${id.slice(-4)}`)
    expect(JSON.stringify(judged(key(ago(1))).map(({ key: _, ...rest }) => rest))).not.toContain(id)
    expect(shownKeyId('AKIA')).toBe('****')
  })
})
