import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { type RotationFormat, renderRotation, rotationFormats } from '../../src/reporters/rotation.ts'
import { rotationJson } from '../../src/reporters/rotation-json.ts'
import type { RotationReport, RotationRow } from '../../src/reporters/rotation-report.ts'
import { daysAgo, full, hostileReport, ok, overdue, reportOf, unknown } from './rotation-sample.ts'

const schema = new URL('../../src/reporters/rotation-report.schema.json', import.meta.url)
const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: true })
addFormats.default(ajv)
const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')))

const parsed = (report: RotationReport) => JSON.parse(rotationJson(report))

const everything: RotationRow = {
  ...overdue,
  subject: 'access-key',
  due: daysAgo(10),
  expires: daysAgo(-1),
  status: 'inactive',
  lastUsed: 'never',
  policy: { maxAgeDays: 30, warnDays: 3 },
  exempt: { reason: 'r' },
  statements: [
    { evidence: 'git-iv', evidenceName: 'git history', bound: 'at-least', date: daysAgo(100) },
    { evidence: 'metadata', evidenceName: 'metadata', bound: 'exact', date: daysAgo(1), note: 'set aside' },
  ],
  note: 'n',
}

describe('against the schema that ships', () => {
  test.each([
    ['a full report', { ...full, watchDays: 30 }],
    ['an empty report', reportOf([])],
    ['everything that a row can hold', reportOf([everything])],
    ['hostile names', hostileReport],
  ])('%s is valid', (_name, report) => {
    validate(parsed(report))
    expect(validate.errors).toBeNull()
  })

  test.each([
    ['due', 'tomorrow'],
    ['dueBound', 'maybe'],
    ['line', 0],
    ['lastUsed', 'today'],
    ['exempt', {}],
    ['statements', [{ evidence: 'iam' }]],
    ['unheardOf', 1],
  ])('a wrong %s is not', (field, value) => {
    const report = parsed(full)
    report.credentials[0][field] = value
    expect(validate(report)).toBe(false)
  })
})

test('every field is told, dates in UTC', () => {
  expect(parsed(reportOf([everything])).credentials[0]).toMatchObject({
    subject: 'access-key',
    line: 3,
    due: daysAgo(10).toISOString(),
    dueBound: 'at-latest',
    expires: daysAgo(-1).toISOString(),
    status: 'inactive',
    lastUsed: 'never',
    policy: { maxAgeDays: 30, warnDays: 3 },
    exempt: { reason: 'r' },
    statements: [
      { evidence: 'git-iv', bound: 'at-least', date: daysAgo(100).toISOString() },
      { evidence: 'metadata', bound: 'exact', date: daysAgo(1).toISOString(), note: 'set aside' },
    ],
    remedy: overdue.remedy,
  })
})

test('what is not known is absent, and what does not fail says nothing of failing', () => {
  const [fresh, token] = parsed(reportOf([ok, unknown])).credentials
  expect(Object.keys(token)).not.toContain('due')
  expect(Object.keys(fresh)).not.toContain('fails')
})

test.each(rotationFormats)('%s names a key file outside of the repository without its folders', async (format) => {
  const outside = ['/home/ada/.config/sops/age/keys.txt', 'C:\\Users\\ada\\keys.txt'].map((path) => ({
    ...overdue,
    path,
    note: `EACCES: permission denied, open '${path}'`,
  }))
  const view = { color: false, unicode: false, columns: 80, quiet: false, order: 'file', version: '1.0.0' } as const
  const text = await renderRotation(reportOf(outside), format as RotationFormat, view)
  expect(text).not.toMatch(/\bada\b|Users|home/)
  expect(text.replaceAll('\r\n ', '')).toMatch(/(?:…|%E2%80%A6)\/keys\.txt/)
})
