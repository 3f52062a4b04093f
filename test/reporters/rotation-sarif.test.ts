import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import type { RotationReport } from '../../src/reporters/rotation-report.ts'
import { rotationSarif } from '../../src/reporters/rotation-sarif.ts'
import { dueSoon, exempt, full, hostileReport, ok, overdue, reportOf, unknown } from './rotation-sample.ts'
import official from './sarif-schema-2.1.0.json' with { type: 'json' }

// The official schema is written in draft 4, which differs from draft 7 in these two keywords.
const { id, $schema: _draft, ...rest } = official
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
addFormats.default(ajv)
const valid = ajv.compile({ ...rest, $id: id })

interface Result {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: string
  readonly locations: readonly [
    {
      readonly physicalLocation: { readonly artifactLocation: { uri: string }; readonly region: { startLine: number } }
    },
  ]
}

const textOf = (report: RotationReport): string => rotationSarif(report, { version: '1.2.3' })
const runOf = (report: RotationReport) => JSON.parse(textOf(report)).runs[0]

describe('against the official schema', () => {
  test.each([
    ['a full report', full],
    ['an empty report', reportOf([])],
    ['hostile names', hostileReport],
  ])('%s is valid', (_name, report) => {
    valid(JSON.parse(textOf(report)))
    expect(valid.errors).toBeNull()
  })

  test('the validator does reject', () => {
    expect(valid({ version: '2.1.0', runs: [{}] })).toBe(false)
  })
})

test('what is not known to be young enough is a result of a rule of its own, at its line', () => {
  const { results, tool } = runOf(full)
  const ids = tool.driver.rules.map((rule: { id: string }) => rule.id)
  const shown = results.map(({ ruleId, ruleIndex, level, locations: [{ physicalLocation }] }: Result) => {
    expect(ids[ruleIndex]).toBe(ruleId)
    return [ruleId, level, physicalLocation.artifactLocation.uri, physicalLocation.region.startLine]
  })
  expect(shown).toEqual([
    ['rotation-overdue', 'warning', 'secrets/aws.yaml', 3],
    ['rotation-due-soon', 'note', 'secrets/aws.yaml', 7],
    ['rotation-overdue', 'warning', 'secrets/aws.yaml', 3],
    ['rotation-unknown', 'note', 'z/other.yaml', 1],
    ['rotation-unknown', 'note', 'z/other.yaml', 3],
  ])
})

test('what is watched and will be overdue is due soon', () => {
  const [result] = runOf(reportOf([ok], { watchDays: 90 })).results
  expect(result.ruleId).toBe('rotation-due-soon')
  expect(result.message.text).toContain('overdue after 2027-02-10, in 80 days')
})

test('what is exempt is suppressed, with the reason, and fails nothing', () => {
  const run = runOf(reportOf([exempt]))
  expect(run.results[0].suppressions).toEqual([
    { kind: 'external', status: 'accepted', justification: 'the vendor rotates it' },
  ])
  expect(run.invocations[0]).toMatchObject({ executionSuccessful: true, exitCode: 0 })
  expect(runOf(reportOf([overdue])).invocations[0].exitCode).toBe(1)
})

test('the fingerprint stays when the age or the line changes, and differs by place', () => {
  const printOf = (report: RotationReport): string[] =>
    runOf(report).results.map((result: { partialFingerprints: Record<string, string> }) =>
      Object.values(result.partialFingerprints).join(),
    )
  const later = { ...overdue, name: dueSoon.name, keyPath: dueSoon.keyPath, line: 1, verdict: 'overdue' as const }
  expect(printOf(reportOf([dueSoon]))).toEqual(printOf(reportOf([later])))
  expect(new Set(printOf(reportOf([dueSoon, dueSoon, overdue, unknown]))).size).toBe(4)
})

test('hostile text steers no terminal', () => {
  expect(textOf(hostileReport)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u2028\u202e]/)
})
