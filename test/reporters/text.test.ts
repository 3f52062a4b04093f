import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/model/finding.ts'
import { textReporter } from '../../src/reporters/text.ts'
import {
  full,
  hostileFinding,
  hostilePath,
  keyFinding,
  preexistingFinding,
  reportOf,
  rules,
  wholeFileFinding,
} from './sample.ts'

const options = { color: false, all: false, quiet: false }
const shown = (report: Report, more: Partial<typeof options> = {}): string =>
  textReporter(report, rules, { ...options, ...more })

describe('whole outputs', () => {
  test('everything at once', () => {
    expect(shown(full)).toMatchInlineSnapshot(`
      "config/env.sh
        3:26  critical  aws-access-key-id  An AWS access key id beside its secret
          3 | export AWS_ACCESS_KEY_ID=****
            |                          ^^^^ AKIA…7Q #3fa1
          account  123456789012
          remedy   Deactivate the key in IAM and create a new one, then remove it from
                   the file and from the history.

      notes/old.md
        120:5  high  aws-access-key-id  An AWS access key id
          120 |   id: **** …
              |       ^^^^ AKIA…7Q #0c11
          account  123456789012
          commit   4b825dc642cb (Ada Example, 2026-05-01)
          remedy   as above

      secrets/aws.yaml
        medium  sops-not-encrypted
          The creation rule at .sops.yaml:4 says that this file must be encrypted, and
          it holds no SOPS metadata
          remedy   Run sops encrypt --in-place on it, and replace what it held in
                   plaintext.

      not run
        generic-credential  off in .leaktight.yaml
        rotation-overdue    needs history, which stdin does not offer

      could not be checked
        data/huge.bin  permission denied
        rotation-overdue: the clone is shallow; fetch its history with git fetch
          --unshallow

      allows without effect
        .leaktight.yaml allow[0]  aws-access-key-id  expired 2026-01-01
        src/a.ts:7  generic-credential  matched nothing

      The staged content already lies in .git as an unreachable object:
      git gc --prune=now removes it once it is unstaged.

      leaktight staged: incomplete · 20 files (1 binary), 1.2 MiB · 3 open, 1 allowed, 1 pre-existing · not read: 2 symlinks, 1 submodule · 2 rules not run · 2 stale allows · 2 not checked
      "
    `)
  })

  test('with allowed and pre-existing findings', () => {
    expect(shown(full, { all: true, quiet: true })).toMatchInlineSnapshot(`
      "config/env.sh
        3:26  critical  aws-access-key-id  An AWS access key id beside its secret
          3 | export AWS_ACCESS_KEY_ID=****
            |                          ^^^^ AKIA…7Q #3fa1
          account  123456789012
          remedy   Deactivate the key in IAM and create a new one, then remove it from
                   the file and from the history.

      notes/old.md
        120:5  high  aws-access-key-id  An AWS access key id
          120 |   id: **** …
              |       ^^^^ AKIA…7Q #0c11
          account  123456789012
          commit   4b825dc642cb (Ada Example, 2026-05-01)
          remedy   as above

      notes/z.md
        3:26  critical  aws-access-key-id  An AWS access key id beside its secret
          3 | export AWS_ACCESS_KEY_ID=****
            |                          ^^^^ AKIA…7Q #3fa1
          account  123456789012
          status   allowed by inline: an example of the documentation
          remedy   as above

      notes/zz.md
        3:26  critical  aws-access-key-id  An AWS access key id beside its secret
          3 | export AWS_ACCESS_KEY_ID=****
            |                          ^^^^ AKIA…7Q #3fa1
          account  123456789012
          status   pre-existing: it stood there before this change
          remedy   as above

      secrets/aws.yaml
        medium  sops-not-encrypted
          The creation rule at .sops.yaml:4 says that this file must be encrypted, and
          it holds no SOPS metadata
          remedy   Run sops encrypt --in-place on it, and replace what it held in
                   plaintext.

      could not be checked
        data/huge.bin  permission denied
        rotation-overdue: the clone is shallow; fetch its history with git fetch
          --unshallow
      "
    `)
  })

  test('clean', () => {
    expect(shown(reportOf([]))).toMatchInlineSnapshot(`
      "leaktight staged: clean · 20 files, 1.2 MiB · 0 open, 0 allowed, 0 pre-existing
      "
    `)
  })

  test('a finding below the severity that fails', () => {
    expect(shown(reportOf([{ ...wholeFileFinding, severity: 'low' }], { verdict: 'clean' }))).toMatchInlineSnapshot(`
      "secrets/aws.yaml
        low  sops-not-encrypted
          The creation rule at .sops.yaml:4 says that this file must be encrypted, and
          it holds no SOPS metadata
          remedy   Run sops encrypt --in-place on it, and replace what it held in
                   plaintext.

      leaktight staged: passed · 20 files, 1.2 MiB · 1 open, 0 allowed, 0 pre-existing
      "
    `)
  })

  test('hostile names and content', () => {
    const errors = [{ path: hostilePath, reason: 'no such file\n0 open' }]
    expect(shown(reportOf([hostileFinding], { errors }))).toMatchInlineSnapshot(`
      "a\\u{202e}gnp.\\x1b[2J\\n::error::forged\\x9b1m�,b%:\\u{d800}.sh
        3:26  critical  aws-access-key-id
          An AWS access key id\\x1b[0m\\r\\nand a second line
          3 | x\\x1b[31m = ****
            |             ^^^^ AKIA…7Q #3fa1
          k\\x1b    v\\x07
          remedy   Deactivate the key in IAM and create a new one, then remove it from
                   the file and from the history.

      could not be checked
        a\\u{202e}gnp.\\x1b[2J\\n::error::forged\\x9b1m�,b%:\\u{d800}.sh
          no such file\\n0 open

      leaktight staged: findings · 20 files, 1.2 MiB · 1 open, 0 allowed, 0 pre-existing · 1 not checked
      "
    `)
  })

  test('in colour', () => {
    const text = shown(reportOf([keyFinding]), { color: true })
    expect(text.replaceAll('\u001b', 'ESC')).toMatchInlineSnapshot(`
      "ESC[1mESC[4mconfig/env.shESC[24mESC[22m
        3:26  ESC[1mESC[31mcriticalESC[39mESC[22m  ESC[1maws-access-key-idESC[22m  An AWS access key id beside its secret
          ESC[2m3 |ESC[22m export AWS_ACCESS_KEY_ID=****
          ESC[2m  |ESC[22m                          ESC[31m^^^^ESC[39m AKIA…7Q #3fa1
          ESC[2maccount  ESC[22m123456789012
          ESC[2mremedy   ESC[22mDeactivate the key in IAM and create a new one, then remove it from
          ESC[2m         ESC[22mthe file and from the history.

      ESC[1mleaktight stagedESC[22m: ESC[31mfindingsESC[39m · 20 files, 1.2 MiB · 1 open, 0 allowed, 0 pre-existing
      "
    `)
  })
})

test('every count is in the summary, also of what is not shown', () => {
  const summary = shown(
    reportOf([preexistingFinding], {
      binary: 3,
      passed: new Map([
        ['symlink', 1],
        ['submodule', 2],
        ['special', 3],
        ['dependency', 1],
      ]),
      counts: { units: 1, bytes: 1023, open: 0, allowed: 4, baselined: 5, preexisting: 1 },
    }),
  )
  expect(summary).toMatchInlineSnapshot(`
    "leaktight staged: clean · 1 file (3 binary), 1023 B · 0 open, 4 allowed, 5 baselined, 1 pre-existing · not read: 1 symlink, 2 submodules, 3 special files, 1 dependency
    "
  `)
})

test('quiet says nothing where nothing is wrong', () => {
  expect(shown(reportOf([], { advice: ['x'], notRun: [{ rule: 'a', reason: 'b' }] }), { quiet: true })).toBe('')
})

test('no line but the summary is wider than 80 columns', () => {
  const lines = shown(full, { all: true })
    .split('\n')
    .filter((line) => !line.startsWith('leaktight '))
  expect(lines.filter((line) => line.length > 80)).toEqual([])
})

test('carets are left out where the width of the text before them is unknown', () => {
  expect(shown(reportOf([{ ...keyFinding, frame: '鍵: ****' }]))).not.toContain('^')
  expect(shown(reportOf([{ ...keyFinding, frame: '…key: ****' }]))).toContain('\n      |       ^^^^ AKIA…7Q #3fa1\n')
})
