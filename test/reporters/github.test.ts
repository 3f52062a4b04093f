import { expect, test } from 'vitest'
import type { Report } from '../../src/model/finding.ts'
import { githubReporter } from '../../src/reporters/github.ts'
import { full, hostileFinding, keyFinding, preexistingFinding, reportOf, rules } from './sample.ts'

const options = { color: false, all: false, quiet: false }
const shown = (report: Report, more: Partial<typeof options> = {}): string =>
  githubReporter(report, rules, { ...options, ...more })

test('everything at once', () => {
  expect(shown(full)).toMatchInlineSnapshot(`
    "::error file=config/env.sh,line=3,endLine=3,col=26,endColumn=46,title=aws-access-key-id (critical)::An AWS access key id beside its secret: AKIA…7Q%0ADeactivate the key in IAM and create a new one, then remove it from the file and from the history.
    ::error file=notes/old.md,line=120,endLine=120,col=5,endColumn=25,title=aws-access-key-id (high)::An AWS access key id: AKIA…7Q%0AIn commit 4b825dc642cb6eb9a060e54bf8d69288fbee4904.%0ADeactivate the key in IAM and create a new one, then remove it from the file and from the history.
    ::warning file=secrets/aws.yaml,title=sops-not-encrypted (medium)::The creation rule at .sops.yaml:4 says that this file must be encrypted, and it holds no SOPS metadata%0ARun sops encrypt --in-place on it, and replace what it held in plaintext.
    ::error file=data/huge.bin,title=could not be checked::permission denied
    ::error title=could not be checked::rotation-overdue: the clone is shallow; fetch its history with git fetch --unshallow
    ::notice title=generic-credential was not run::off in .leaktight.yaml
    ::notice title=rotation-overdue was not run::needs history, which stdin does not offer
    ::warning title=the allow of aws-access-key-id has no effect::.leaktight.yaml allow[0]: expired 2026-01-01
    ::warning title=the allow of generic-credential has no effect::src/a.ts:7: matched nothing
    ::notice title=leaktight staged::20 files (1 binary), 1.2 MiB · 3 open, 1 allowed, 1 pre-existing · not read: 2 symlinks, 1 submodule · 2 rules not run · 2 stale allows · 2 not checked
    "
  `)
})

test('a hostile name stays within its command', () => {
  const text = shown(reportOf([hostileFinding]))
  expect(text.split('\n').every((line) => line === '' || /^::(error|notice) [^:]*::/.test(line))).toBe(true)
  expect(text).toMatchInlineSnapshot(`
    "::error file=a\\u{202e}gnp.\\x1b[2J\\n%3A%3Aerror%3A%3Aforged\\x9b1m�%2Cb%25%3A\\u{d800}.sh,line=3,endLine=3,col=26,endColumn=46,title=aws-access-key-id (critical)::An AWS access key id\\x1b[0m\\r\\nand a second line: AKIA…7Q%0ADeactivate the key in IAM and create a new one, then remove it from the file and from the history.
    ::notice title=leaktight staged::20 files, 1.2 MiB · 1 open, 0 allowed, 0 pre-existing
    "
  `)
})

test('percent signs, colons and commas of a property are encoded', () => {
  expect(shown(reportOf([{ ...keyFinding, path: 'a%0A,b:c' }]), { quiet: true })).toContain('file=a%250A%2Cb%3Ac,')
})

test('columns are given only within one line', () => {
  const region = { startLine: 1, startColumn: 4, endLine: 3, endColumn: 2 }
  expect(shown(reportOf([{ ...keyFinding, region }]), { quiet: true })).toContain('line=1,endLine=3,title=')
})

test('quiet leaves findings and errors only', () => {
  expect(shown(reportOf([]), { quiet: true })).toBe('')
})

test('a pre-existing finding is a notice, and only on request', () => {
  expect(shown(reportOf([preexistingFinding]), { quiet: true })).toBe('')
  expect(shown(reportOf([preexistingFinding]), { quiet: true, all: true })).toMatch(/^::notice .*pre-existing\)::/)
})
