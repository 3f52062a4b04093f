import type { RotationReport, RotationRow } from '../../src/reporters/rotation-report.ts'

export const now = new Date('2026-11-22T12:00:00Z')
export const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000)

const age = (days: number, evidence = 'git-iv', evidenceName = 'git history') => ({
  days: Math.floor(days),
  since: daysAgo(days),
  evidence,
  evidenceName,
})

/** A credential of an exact age. */
export const aged = (days: number, more: Partial<RotationRow> = {}): RotationRow => ({
  name: 'aws.secret',
  path: 'secrets/aws.yaml',
  keyPath: ['aws', 'secret'],
  line: 3,
  age: age(days, 'iam', 'IAM'),
  bound: 'exact',
  verdict: days > 90 ? 'overdue' : days >= 76 ? 'due-soon' : 'ok',
  ...more,
})

export const overdue = aged(100, { age: age(100), bound: 'at-least', remedy: 'Create the new key, then store it.' })
export const dueSoon = aged(80, { name: 'db.password', keyPath: ['db', 'password'], line: 7 })
export const ok = aged(10, { name: 'fresh', keyPath: ['fresh'], status: 'active', lastUsed: daysAgo(1) })
export const unknown: RotationRow = {
  name: 'token',
  path: 'z/other.yaml',
  keyPath: ['token'],
  bound: 'none',
  verdict: 'unknown',
  note: 'nothing at hand dates it',
}
export const maybe = aged(5, {
  name: 'young',
  path: 'z/other.yaml',
  keyPath: ['young'],
  age: age(5),
  bound: 'at-least',
  verdict: 'unknown',
})
export const exempt = aged(400, {
  name: 'legacy',
  keyPath: ['legacy'],
  exempt: { reason: 'the vendor rotates it', expires: new Date('2027-01-31T00:00:00Z') },
})

/** Everything that a name from a scanned repository can try on a reader of the report. */
export const hostileText =
  '=HYPERLINK("x")\u001b[2J\r\n<script>alert(1)</script>]]>&amp;\u2028\u202e"\';,\\ ##vso[x]\ufffe\u0000é漢😀'
export const hostile = aged(100, {
  name: hostileText,
  path: `::error::${hostileText}`,
  keyPath: [hostileText],
  note: hostileText,
  remedy: hostileText,
  age: { ...age(100), evidenceName: hostileText },
  statements: [{ evidence: 'git-iv', evidenceName: hostileText, bound: 'exact', date: now, note: hostileText }],
})
export const hostileExempt: RotationRow = { ...hostile, exempt: { reason: hostileText } }

export const reportOf = (credentials: readonly RotationRow[], more: Partial<RotationReport> = {}): RotationReport => ({
  policy: { maxAgeDays: 90, warnDays: 14 },
  now,
  failOn: 'overdue',
  files: 2,
  credentials,
  ...more,
})

export const full = reportOf([overdue, dueSoon, ok, exempt, unknown, maybe])
export const hostileReport = reportOf([hostile, hostileExempt, { ...hostile, verdict: 'unknown' }])
