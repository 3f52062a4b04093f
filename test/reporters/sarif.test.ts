import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/model/finding.ts'
import { sarifReporter } from '../../src/reporters/sarif.ts'
import {
  allowedFinding,
  committedFinding,
  full,
  hostileFinding,
  hostilePath,
  keyFinding,
  preexistingFinding,
  reportOf,
  rules,
  wholeFileFinding,
} from './sample.ts'
import official from './sarif-schema-2.1.0.json' with { type: 'json' }

// The official schema is written in draft 4, which differs from draft 7 in these two keywords.
const { id, $schema: _draft, ...rest } = official
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
addFormats.default(ajv)
const valid = ajv.compile({ ...rest, $id: id })

const textOf = (report: Report): string => sarifReporter(report, rules, { color: false, all: false, quiet: false })
const runOf = (report: Report) => JSON.parse(textOf(report)).runs[0]

describe('against the official schema', () => {
  test.each([
    ['a full report', full],
    ['an empty report', reportOf([])],
    ['hostile names', reportOf([hostileFinding], { errors: [{ path: hostilePath, reason: hostilePath }] })],
    ['a rule nobody knows', reportOf([{ ...keyFinding, rule: 'unknown-rule' }])],
  ])('%s is valid', (_name, report) => {
    valid(JSON.parse(textOf(report)))
    expect(valid.errors).toBeNull()
  })

  test('the validator does reject', () => {
    expect(valid({ version: '2.1.0', runs: [{}] })).toBe(false)
  })
})

test.each([
  ['critical', 'error'],
  ['high', 'error'],
  ['medium', 'warning'],
  ['low', 'note'],
] as const)('%s is the level %s', (severity, level) => {
  expect(runOf(reportOf([{ ...keyFinding, severity }])).results[0].level).toBe(level)
})

test.each([
  ['a b/ü#?%:[x].ts', 'a%20b/%C3%BC%23%3F%25%3A%5Bx%5D.ts', '%SRCROOT%'],
  ['x\n\ud800', 'x%0A%EF%BF%BD', '%SRCROOT%'],
  ['/tmp/aws update.yaml', 'file:///tmp/aws%20update.yaml', undefined],
])('the path %j is the URI %s', (path, uri, base) => {
  const [result] = runOf(reportOf([{ ...keyFinding, path }])).results
  const { artifactLocation } = result.locations[0].physicalLocation
  expect([artifactLocation.uri, artifactLocation.uriBaseId]).toEqual([uri, base])
})

test('an allowed finding is suppressed, with its reason and where it is allowed', () => {
  const elsewhere = { ...allowedFinding, by: 'allow', reason: 'known' }
  const { results } = runOf(reportOf([allowedFinding, elsewhere, keyFinding]))
  expect(results.map((result: { suppressions?: unknown }) => result.suppressions)).toEqual([
    [{ kind: 'inSource', status: 'accepted', justification: 'an example of the documentation' }],
    [{ kind: 'external', status: 'accepted', justification: 'known' }],
    undefined,
  ])
})

test('pre-existing findings are unchanged and the others new; without any, no state is claimed', () => {
  const states = (report: Report) =>
    runOf(report).results.map((result: { baselineState?: string }) => result.baselineState)
  expect(states(reportOf([preexistingFinding, keyFinding]))).toEqual(['unchanged', 'new'])
  expect(states(reportOf([keyFinding]))).toEqual([undefined])
})

test('what could not be checked makes the invocation unsuccessful', () => {
  expect(runOf(full).invocations[0]).toMatchInlineSnapshot(`
    {
      "executionSuccessful": false,
      "exitCode": 2,
      "toolConfigurationNotifications": [
        {
          "associatedRule": {
            "id": "generic-credential",
          },
          "level": "note",
          "message": {
            "text": "not run: off in .leaktight.yaml",
          },
        },
        {
          "associatedRule": {
            "id": "rotation-overdue",
          },
          "level": "note",
          "message": {
            "text": "not run: needs history, which stdin does not offer",
          },
        },
        {
          "associatedRule": {
            "id": "aws-access-key-id",
          },
          "level": "warning",
          "message": {
            "text": ".leaktight.yaml allow[0]: the allow has no effect: expired 2026-01-01",
          },
        },
        {
          "associatedRule": {
            "id": "generic-credential",
          },
          "level": "warning",
          "message": {
            "text": "src/a.ts:7: the allow has no effect: matched nothing",
          },
        },
      ],
      "toolExecutionNotifications": [
        {
          "level": "error",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "data/huge.bin",
                  "uriBaseId": "%SRCROOT%",
                },
                "region": {
                  "startLine": 1,
                },
              },
            },
          ],
          "message": {
            "text": "permission denied",
          },
        },
        {
          "level": "error",
          "message": {
            "text": "rotation-overdue: the clone is shallow; fetch its history with git fetch --unshallow",
          },
        },
      ],
    }
  `)
})

test('the rules and results of a run', () => {
  const { invocations: _told, ...run } = runOf(reportOf([keyFinding, committedFinding, wholeFileFinding]))
  expect(run).toMatchInlineSnapshot(`
    {
      "columnKind": "utf16CodeUnits",
      "originalUriBaseIds": {
        "%SRCROOT%": {
          "description": {
            "text": "The top folder of the repository.",
          },
        },
      },
      "results": [
        {
          "level": "error",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "config/env.sh",
                  "uriBaseId": "%SRCROOT%",
                },
                "region": {
                  "endColumn": 46,
                  "endLine": 3,
                  "startColumn": 26,
                  "startLine": 3,
                },
              },
            },
          ],
          "message": {
            "text": "An AWS access key id beside its secret: AKIA…7Q",
          },
          "partialFingerprints": {
            "leaktight/v1": "aws-access-key-id:config/env.sh:3fa1",
          },
          "properties": {
            "details": {
              "account": "123456789012",
            },
            "origin": {
              "from": "index",
              "oid": "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
            },
            "remedy": "Deactivate the key in IAM and create a new one, then remove it from the file and from the history.",
            "severity": "critical",
          },
          "ruleId": "aws-access-key-id",
          "ruleIndex": 0,
        },
        {
          "level": "error",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "notes/old.md",
                  "uriBaseId": "%SRCROOT%",
                },
                "region": {
                  "endColumn": 25,
                  "endLine": 120,
                  "startColumn": 5,
                  "startLine": 120,
                },
              },
            },
          ],
          "message": {
            "text": "An AWS access key id: AKIA…7Q",
          },
          "partialFingerprints": {
            "leaktight/v1": "aws-access-key-id:notes/old.md:0c11",
          },
          "properties": {
            "details": {
              "account": "123456789012",
            },
            "origin": {
              "author": "Ada Example",
              "commit": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
              "date": "2026-05-01T08:00:00Z",
              "from": "commit",
            },
            "remedy": "Deactivate the key in IAM and create a new one, then remove it from the file and from the history.",
            "severity": "high",
          },
          "ruleId": "aws-access-key-id",
          "ruleIndex": 0,
        },
        {
          "level": "warning",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "secrets/aws.yaml",
                  "uriBaseId": "%SRCROOT%",
                },
                "region": {
                  "startLine": 1,
                },
              },
            },
          ],
          "message": {
            "text": "The creation rule at .sops.yaml:4 says that this file must be encrypted, and it holds no SOPS metadata",
          },
          "partialFingerprints": {
            "leaktight/v1": "sops-not-encrypted:secrets/aws.yaml:9d01",
          },
          "properties": {
            "origin": {
              "from": "worktree",
            },
            "remedy": "Run sops encrypt --in-place on it, and replace what it held in plaintext.",
            "severity": "medium",
          },
          "ruleId": "sops-not-encrypted",
        },
      ],
      "tool": {
        "driver": {
          "name": "leaktight",
          "rules": [
            {
              "defaultConfiguration": {
                "level": "error",
              },
              "fullDescription": {
                "text": "Together with its secret it signs requests as its owner.",
              },
              "help": {
                "markdown": "**Why:** Together with its secret it signs requests as its owner.

    **Remedy:** Deactivate the key in IAM and create a new one, then remove it from the file and from the history.

    <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html>",
                "text": "Together with its secret it signs requests as its owner.

    Deactivate the key in IAM and create a new one, then remove it from the file and from the history.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
              },
              "helpUri": "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
              "id": "aws-access-key-id",
              "properties": {
                "security-severity": "8.0",
                "tags": [
                  "security",
                ],
              },
              "shortDescription": {
                "text": "An AWS access key id",
              },
            },
            {
              "defaultConfiguration": {
                "level": "warning",
              },
              "fullDescription": {
                "text": "Whoever reads it can use it.",
              },
              "help": {
                "markdown": "**Why:** Whoever reads it can use it.

    **Remedy:** Replace it where it was issued, then remove it here.",
                "text": "Whoever reads it can use it.

    Replace it where it was issued, then remove it here.",
              },
              "id": "generic-credential",
              "properties": {
                "security-severity": "5.5",
                "tags": [
                  "security",
                ],
              },
              "shortDescription": {
                "text": "A value that a label calls a credential",
              },
            },
          ],
          "semanticVersion": "0.1.0",
          "version": "0.1.0",
        },
      },
    }
  `)
})
