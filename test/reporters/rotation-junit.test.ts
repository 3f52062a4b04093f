import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { XmlDocument, type XmlElement, XsdValidator } from 'libxml2-wasm'
import { afterAll, describe, expect, test } from 'vitest'
import { rotationJunit } from '../../src/reporters/rotation-junit.ts'
import type { RotationReport } from '../../src/reporters/rotation-report.ts'
import { dueSoon, full, hostileReport, ok, overdue, reportOf } from './rotation-sample.ts'

const schema = XmlDocument.fromString(readFileSync(join(import.meta.dirname, 'junit.xsd'), 'utf8'))
const validator = XsdValidator.fromDoc(schema)
afterAll(() => {
  validator.dispose()
  schema.dispose()
})

/** Parses and validates; what `read` makes of the document. */
const reading = <T>(text: string, read: (root: XmlElement) => T): T => {
  const document = XmlDocument.fromString(text)
  try {
    validator.validate(document)
    return read(document.root)
  } finally {
    document.dispose()
  }
}

const attribute = (element: XmlElement, name: string): string | undefined => element.attr(name)?.value
const elements = (root: XmlElement, path: string): XmlElement[] => root.find(path) as XmlElement[]

const resultsOf = (report: RotationReport) =>
  reading(rotationJunit(report), (root) =>
    elements(root, '//testcase').map((each) => {
      const [body] = elements(each, './*')
      return [attribute(each, 'classname'), attribute(each, 'name'), body?.name, body && attribute(body, 'message')]
    }),
  )

describe('against the schema', () => {
  test.each([
    ['a full report', full],
    ['an empty report', reportOf([])],
    ['hostile names', hostileReport],
    ['a watched report', { ...full, watchDays: 200 }],
  ])('%s is valid', (_name, report) => {
    expect(reading(rotationJunit(report), (root) => root.name)).toBe('testsuites')
  })

  test('the validator does reject', () => {
    expect(() => reading('<testsuites name="x"/>', () => {})).toThrow()
  })
})

test('overdue fails, unknown and exempt are skipped, the rest passes', () => {
  expect(resultsOf(full)).toEqual([
    ['secrets/aws.yaml', 'aws.secret', 'failure', 'overdue since 2026-11-12 or earlier'],
    ['secrets/aws.yaml', 'db.password', 'system-out', undefined],
    ['secrets/aws.yaml', 'fresh', 'system-out', undefined],
    ['secrets/aws.yaml', 'legacy', 'skipped', 'overdue, but exempt until 2027-01-31: the vendor rotates it'],
    ['z/other.yaml', 'token', 'skipped', 'nothing at hand dates it'],
    ['z/other.yaml', 'young', 'skipped', 'it cannot be known whether it is overdue'],
  ])
})

test('what --fail-on and --watch-days fail is a failure', () => {
  const failed = (report: RotationReport) => resultsOf(report).filter(([, , kind]) => kind === 'failure')
  expect(failed({ ...full, failOn: 'due-soon' })).toHaveLength(2)
  expect(failed({ ...full, failOn: 'unknown' })).toHaveLength(4)
  expect(failed({ ...full, watchDays: 82 }).map(([, name]) => name)).toEqual(['aws.secret', 'db.password', 'fresh'])
})

test('the counts are those of the cases', () => {
  reading(rotationJunit(full), (root) => {
    const skipped = elements(root, '/testsuites/testsuite').map((each) => attribute(each, 'skipped'))
    expect(skipped).toEqual(['1', '2'])
  })
  reading(rotationJunit({ ...full, failOn: 'unknown' }), (root) => {
    const counts = (each: XmlElement) => ['tests', 'failures', 'errors', 'skipped'].map((name) => attribute(each, name))
    expect(elements(root, '/testsuites/testsuite').map(counts)).toEqual([
      ['4', '2', '0', '1'],
      ['2', '2', '0', '0'],
    ])
    expect(counts(root).slice(0, 3)).toEqual(['6', '4', '0'])
  })
})

test('members of a list have names of their own', () => {
  expect(resultsOf(reportOf([ok, ok, overdue])).map(([, name]) => name)).toEqual(['fresh', 'fresh (2)', 'aws.secret'])
})

test('hostile text is text', () => {
  const text = rotationJunit(hostileReport)
  expect(text).not.toMatch(/<script|\]\]>|^\s*::|##\w*\[|[\u0000-\u0009\u000b-\u001f\u2028\u202e\ufffe]/m)
  reading(text, (root) => {
    expect(attribute(elements(root, '//testcase')[0] ?? root, 'name')).toContain('<script>alert(1)</script>]]>&amp;')
  })
  expect(resultsOf(reportOf([dueSoon]))).toHaveLength(1)
})
