import { describe, expect, test } from 'vitest'
import { policyOf } from '../../../src/checks/rotation/rotation-policy.ts'
import type { RotationRules } from '../../../src/model/rule.ts'

const now = new Date('2026-11-22T12:00:00Z')
const rules: RotationRules = { overlapDays: 10, unusedDays: 45, overrides: [], exempt: [] }
const of = (
  more: Partial<RotationRules>,
  path = 'secrets/prod/aws.yaml',
  name = 'profiles.dev.secret_access_key',
  at = now,
) => policyOf({ path, name }, { mustEncrypt: [], maxAgeDays: 90, warnDays: 14, rotation: { ...rules, ...more } }, at)

describe('the policy of one credential', () => {
  test('is that of all where nothing else is said', () => {
    expect(of({})).toEqual({ maxAgeDays: 90, warnDays: 14, overridden: false })
    expect(policyOf({ path: 'a', name: 'b' }, { mustEncrypt: [], maxAgeDays: 30, warnDays: 7 }, now)).toEqual({
      maxAgeDays: 30,
      warnDays: 7,
      overridden: false,
    })
  })

  test.each([
    [{ paths: ['secrets/prod/'] }, true],
    [{ paths: ['secrets/dev/'] }, false],
    [{ names: ['profiles.*.secret_access_key'] }, true],
    [{ names: ['*secret*'] }, true],
    [{ names: ['secret_access_key'] }, false],
    [{ paths: ['secrets/**'], names: ['profiles.prod.*'] }, false],
    [{ paths: ['*.yaml'], names: ['profiles.{dev,prod}.*'] }, true],
  ])('%j', (where, met) => {
    expect(of({ overrides: [{ ...where, maxAgeDays: 30 }] }).maxAgeDays).toBe(met ? 30 : 90)
    expect(of({ exempt: [{ ...where, reason: 'r' }] }).exempt).toEqual(met ? { reason: 'r' } : undefined)
  })

  test('of several overrides the last one counts, for each limit by itself', () => {
    const overrides = [
      { names: ['*'], maxAgeDays: 30, warnDays: 3 },
      { names: ['profiles.*'], maxAgeDays: 60 },
    ]
    expect(of({ overrides })).toMatchObject({ maxAgeDays: 60, warnDays: 3, overridden: true })
  })

  test('an exemption holds to the end of its last day in UTC, and is told when it ended', () => {
    const exempt = [{ names: ['*'], reason: 'r', expires: '2026-11-22' }]
    expect(of({ exempt }, undefined, undefined, new Date('2026-11-22T23:59:59.999Z'))).toMatchObject({
      exempt: { reason: 'r', expires: new Date('2026-11-22T00:00:00Z') },
    })
    const after = of({ exempt }, undefined, undefined, new Date('2026-11-23T00:00:00Z'))
    expect(after.exempt).toBeUndefined()
    expect(after.lapsed).toContain('2026-11-22')
  })
})
