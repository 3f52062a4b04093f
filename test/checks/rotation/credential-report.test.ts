import { describe, expect, test } from 'vitest'
import { accessKeysOfReport } from '../../../src/checks/rotation/credential-report.ts'

const slot = (number: number): string[] =>
  ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'].map(
    (name) => `access_key_${number}_${name}`,
  )
const columns = ['user', 'arn', 'password_last_used', ...slot(1), ...slot(2)]
const none = ['false', 'N/A', 'N/A', 'N/A', 'N/A']

const row = (user: string, first: readonly string[] = none, second: readonly string[] = none): string =>
  [user, `arn:aws:iam::111122223333:user/${user}`, 'no_information', ...first, ...second].join(',')
const key = (active: string, rotated: string, used = 'N/A'): string[] => [active, rotated, used, 'us-east-1', 's3']

const keysOf = (rows: readonly string[], header = columns.join(','), end = '\n') =>
  accessKeysOfReport([header, ...rows].join(end), 'report.csv')

describe('a credential report', () => {
  test('shows the keys of every user with status, creation and last use', () => {
    const rows = [
      row('nobody'),
      row('one', key('true', '2026-01-02T03:04:05+00:00', '2026-03-04T05:00:00+00:00')),
      row('two', key('false', '2025-01-01T00:00:00+00:00'), key('true', '2026-02-01T00:00:00+00:00', 'no_information')),
    ]
    const report = { source: 'credential-report' }
    expect(keysOf(rows)).toEqual([
      {
        userName: 'one',
        status: 'Active',
        createDate: new Date('2026-01-02T03:04:05Z'),
        lastUsed: new Date('2026-03-04T05:00:00Z'),
        ...report,
      },
      {
        userName: 'two',
        status: 'Inactive',
        createDate: new Date('2025-01-01T00:00:00Z'),
        lastUsed: 'never',
        ...report,
      },
      { userName: 'two', status: 'Active', createDate: new Date('2026-02-01T00:00:00Z'), ...report },
    ])
  })

  test.each([
    ['<root_account>', 'arn:aws:iam::111122223333:root'],
    ['<root_account>', 'arn:aws:iam::111122223333:<root_account>'],
    ['root', 'arn:aws-us-gov:iam::111122223333:root'],
  ])('tells the root account: %s %s', (user, arn) => {
    const root = [user, arn, 'no_information', ...key('TRUE', '2020-01-01T00:00:00+00:00'), ...none].join(',')
    expect(keysOf([root])).toMatchObject([{ root: true, status: 'Active' }])
  })

  test('a user whose name ends like root is none', () => {
    expect(keysOf([row('root', key('true', '2020-01-01T00:00:00Z'))])[0]).not.toHaveProperty('root')
  })

  test.each(['true', 'TRUE', 'True'])('%s is active', (active) => {
    expect(keysOf([row('one', key(active, '2026-01-01T00:00:00Z'))])).toMatchObject([{ status: 'Active' }])
  })

  test.each([
    '2026-01-01T00:00:00+00:00',
    '2026-01-01T00:00:00Z',
    '2026-01-01T02:00:00+02:00',
    '2026-01-01T00:00:00.000Z',
  ])('%s is the first of January', (date) => {
    expect(keysOf([row('one', key('true', date))])[0]?.createDate).toEqual(new Date('2026-01-01T00:00:00Z'))
  })

  test('is read with any line end, a byte order mark, quotes, and columns in any order or further ones', () => {
    const expected = keysOf([row('one', key('true', '2026-01-01T00:00:00Z'))])
    const line = row('one', key('true', '2026-01-01T00:00:00Z'))
    expect(keysOf([line], `\uFEFF${columns.join(',')}`, '\r\n')).toEqual(expected)
    const quoted = line.split(',').map((value) => `"${value}"`)
    expect(keysOf([`${quoted.join(',')},x`], `${columns.join(',')},additional_credentials_info`)).toEqual(expected)
    expect(keysOf([[...quoted].reverse().join(',')], [...columns].reverse().join(','))).toEqual(expected)
  })

  test.each([
    ['', 'report.csv: it is no IAM credential report: it has no row'],
    ['{"Content": "dXNlcg=="}', 'report.csv: it is the answer that holds a report. Get one with aws iam'],
    ['user,arn\na,b', 'report.csv: it is no IAM credential report: no column access_key_1_active'],
  ])('another file is told: %j', (text, message) => {
    expect(() => accessKeysOfReport(text, 'report.csv')).toThrow(message)
  })

  test.each(['N/A', 'no_information', 'yesterday', '2026-01-01T00:00:00', '2026-02-30T00:00:00Z'])(
    'an active key dated %s is not passed over',
    (date) => {
      expect(() => keysOf([row('one', key('true', date))])).toThrow(
        'report.csv: one: access key 1 has no date in last_rotated',
      )
    },
  )
})
