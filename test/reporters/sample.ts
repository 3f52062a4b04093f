import type { Finding, Report } from '../../src/model/finding.ts'
import type { RuleMeta } from '../../src/model/rule.ts'

export const keyRule: RuleMeta = {
  id: 'aws-access-key-id',
  summary: 'An AWS access key id',
  severity: 'high',
  why: 'Together with its secret it signs requests as its owner.',
  remedy: 'Deactivate the key in IAM and create a new one, then remove it from the file and from the history.',
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html'],
}

export const genericRule: RuleMeta = {
  id: 'generic-credential',
  summary: 'A value that a label calls a credential',
  severity: 'medium',
  why: 'Whoever reads it can use it.',
  remedy: 'Replace it where it was issued, then remove it here.',
  references: [],
}

export const rules: ReadonlyMap<string, RuleMeta> = new Map([keyRule, genericRule].map((rule) => [rule.id, rule]))

const commit = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

export const keyFinding: Finding = {
  rule: 'aws-access-key-id',
  severity: 'critical',
  status: 'open',
  path: 'config/env.sh',
  origin: { from: 'index', oid: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391' },
  region: { startLine: 3, startColumn: 26, endLine: 3, endColumn: 46 },
  message: 'An AWS access key id beside its secret',
  preview: 'AKIA…7Q',
  fingerprint: 'aws-access-key-id:config/env.sh:3fa1',
  remedy: keyRule.remedy,
  details: { account: '123456789012' },
  frame: 'export AWS_ACCESS_KEY_ID=****',
}

export const committedFinding: Finding = {
  ...keyFinding,
  severity: 'high',
  path: 'notes/old.md',
  origin: { from: 'commit', commit, author: 'Ada Example', date: '2026-05-01T08:00:00Z' },
  region: { startLine: 120, startColumn: 5, endLine: 120, endColumn: 25 },
  message: 'An AWS access key id',
  fingerprint: 'aws-access-key-id:notes/old.md:0c11',
  frame: '\tid: **** …',
}

export const wholeFileFinding: Finding = {
  rule: 'sops-not-encrypted',
  severity: 'medium',
  status: 'open',
  path: 'secrets/aws.yaml',
  origin: { from: 'worktree' },
  message: 'The creation rule at .sops.yaml:4 says that this file must be encrypted, and it holds no SOPS metadata',
  fingerprint: 'sops-not-encrypted:secrets/aws.yaml:9d01',
  remedy: 'Run sops encrypt --in-place on it, and replace what it held in plaintext.',
}

export const allowedFinding: Finding = {
  ...keyFinding,
  status: 'allowed',
  by: 'inline',
  reason: 'an example of the documentation',
  path: 'notes/z.md',
}

export const preexistingFinding: Finding = { ...keyFinding, status: 'preexisting', path: 'notes/zz.md' }

/** Right-to-left override, escape sequence, line break, C1 and what invalid UTF-8 becomes. */
export const hostilePath = 'a\u202egnp.\u001b[2J\n::error::forged\u009b1m\ufffd,b%:\ud800.sh'

export const hostileFinding: Finding = {
  ...keyFinding,
  path: hostilePath,
  message: 'An AWS access key id\u001b[0m\r\nand a second line',
  fingerprint: `aws-access-key-id:${hostilePath}:3fa1`,
  details: { 'k\u001b': 'v\u0007' },
  frame: 'x\u001b[31m = ****',
}

/** A report of these findings in the order given. */
export const reportOf = (findings: readonly Finding[], more: Partial<Report> = {}): Report => ({
  version: '0.1.0',
  command: 'staged',
  verdict: findings.some(({ status }) => status === 'open') ? 'findings' : 'clean',
  counts: {
    units: 20,
    bytes: 1_258_291,
    open: findings.filter(({ status }) => status === 'open').length,
    allowed: findings.filter(({ status }) => status === 'allowed').length,
    baselined: 0,
    preexisting: findings.filter(({ status }) => status === 'preexisting').length,
  },
  findings,
  notRun: [],
  errors: [],
  staleAllows: [],
  binary: 0,
  passed: new Map(),
  advice: [],
  ...more,
})

export const full = reportOf([keyFinding, committedFinding, allowedFinding, preexistingFinding, wholeFileFinding], {
  verdict: 'incomplete',
  notRun: [
    { rule: 'generic-credential', reason: 'off in .leaktight.yaml' },
    { rule: 'rotation-overdue', reason: 'needs history, which stdin does not offer' },
  ],
  errors: [
    { path: 'data/huge.bin', reason: 'permission denied' },
    { path: '', reason: 'rotation-overdue: the clone is shallow; fetch its history with git fetch --unshallow' },
  ],
  staleAllows: [
    { where: '.leaktight.yaml allow[0]', rule: 'aws-access-key-id', reason: 'expired 2026-01-01' },
    { where: 'src/a.ts:7', rule: 'generic-credential', reason: 'matched nothing' },
  ],
  binary: 1,
  passed: new Map([
    ['symlink', 2],
    ['submodule', 1],
  ]),
  advice: [
    'The staged content already lies in .git as an unreachable object: git gc --prune=now removes it once it is unstaged.',
  ],
})
