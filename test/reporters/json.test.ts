import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { jsonReporter } from '../../src/reporters/json.ts'
import schema from '../../src/reporters/report.schema.json' with { type: 'json' }
import { full, hostileFinding, hostilePath, keyFinding, reportOf, rules } from './sample.ts'

const options = { color: false, all: false, quiet: true }
const ajv = new Ajv({ allErrors: true })
addFormats.default(ajv)
const valid = ajv.compile(schema)

test.each([
  ['a full report', full],
  ['an empty report', reportOf([])],
  ['a report of hostile names', reportOf([hostileFinding], { errors: [{ path: hostilePath, reason: hostilePath }] })],
])('%s is valid by the schema', (_name, report) => {
  valid(JSON.parse(jsonReporter(report, rules, options)))
  expect(valid.errors).toBeNull()
})

test('a hostile path reads back as it is, and the text holds nothing that steers a terminal', () => {
  const text = jsonReporter(reportOf([hostileFinding]), rules, options)
  expect(JSON.parse(text).findings[0].path).toBe(hostilePath)
  expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
})

test('the frame and other inner fields are not part of the report', () => {
  const given = { ...keyFinding, inlineAllow: { rule: 'x', path: 'y', line: 1, alone: true } }
  expect(Object.keys(JSON.parse(jsonReporter(reportOf([given]), rules, options)).findings[0])).not.toContain('frame')
})

test('the whole report', () => {
  const report = reportOf([keyFinding], {
    notRun: [{ rule: 'generic-credential', reason: 'off in .leaktight.yaml' }],
    errors: [{ path: 'x', reason: 'permission denied' }],
    staleAllows: [{ where: 'a:1', rule: 'jwt', reason: 'matched nothing' }],
    verdict: 'incomplete',
  })
  expect(jsonReporter(report, rules, options)).toMatchInlineSnapshot(`
    "{
      "schema": "leaktight-report-1",
      "version": "0.1.0",
      "command": "staged",
      "verdict": "incomplete",
      "counts": {
        "units": 20,
        "bytes": 1258291,
        "open": 1,
        "allowed": 0,
        "baselined": 0,
        "preexisting": 0
      },
      "findings": [
        {
          "rule": "aws-access-key-id",
          "severity": "critical",
          "status": "open",
          "path": "config/env.sh",
          "origin": {
            "from": "index",
            "oid": "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
          },
          "region": {
            "startLine": 3,
            "startColumn": 26,
            "endLine": 3,
            "endColumn": 46
          },
          "message": "An AWS access key id beside its secret",
          "preview": "AKIA…7Q",
          "fingerprint": "aws-access-key-id:config/env.sh:3fa1",
          "remedy": "Deactivate the key in IAM and create a new one, then remove it from the file and from the history.",
          "details": {
            "account": "123456789012"
          }
        }
      ],
      "notRun": [
        {
          "rule": "generic-credential",
          "reason": "off in .leaktight.yaml"
        }
      ],
      "errors": [
        {
          "path": "x",
          "reason": "permission denied"
        }
      ],
      "staleAllows": [
        {
          "where": "a:1",
          "rule": "jwt",
          "reason": "matched nothing"
        }
      ]
    }
    "
  `)
})
