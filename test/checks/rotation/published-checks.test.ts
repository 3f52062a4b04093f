import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { judgeAccessKeys } from '../../../src/checks/rotation/access-keys.ts'
import { fromHistory } from '../../../src/checks/rotation/evidence.ts'
import { judge } from '../../../src/checks/rotation/verdict.ts'
import { parseConfig } from '../../../src/policy/parse-config.ts'

const docs = readFileSync(new URL('../../../docs/rotation.md', import.meta.url), 'utf8')
const units = { d: 86_400_000, h: 3_600_000, s: 1000, ms: 1 }

const millisecondsOf = (age: string): number =>
  [...age.matchAll(/(\d+)(d|h|ms|s)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit as 'd'] ?? 0),
    0,
  )

const rows = [...docs.matchAll(/^\| (\d+d[^|]*) \| (pass|fail) \|/gm)].map(([, age = '', outcome = '']) => ({
  age,
  outcome,
}))
const now = new Date('2026-11-22T12:00:00Z')
const policy = { maxAgeDays: 90, warnDays: 14, overlapDays: 10, unusedDays: 45 }

describe('the comparison with published checks', () => {
  test('is in the documentation', () => {
    expect(rows.map(({ age }) => age)).toEqual(['89d', '90d', '90d + 1ms', '90d + 1s', '90d + 13h', '91d'])
  })

  test.each(rows)('says of $age what happens: $outcome', ({ age, outcome }) => {
    const createDate = new Date(now.getTime() - millisecondsOf(age))
    const key = { userName: 'u', status: 'Active', createDate, source: 'iam' } as const
    expect(judgeAccessKeys([key], now, policy)[0]?.verdict === 'overdue').toBe(outcome === 'fail')
    expect(judge([fromHistory(createDate)], now, policy).verdict === 'overdue').toBe(outcome === 'fail')
  })

  test('the policy that is shown is valid', async () => {
    const shown = /```yaml\n(rotation:[\s\S]*?)```/.exec(docs)?.[1] ?? ''
    expect((await parseConfig(shown, 'docs')).rotation).toMatchObject({ keysMaxAgeDays: 730, warnDays: 14 })
  })
})
