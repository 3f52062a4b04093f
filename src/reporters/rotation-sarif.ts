import type { Finding, Report } from '../model/finding.ts'
import type { RuleMeta } from '../model/rule.ts'
import { dueOf } from './rotation-due.ts'
import { failureOf, reasonOf } from './rotation-gate.ts'
import { rowIdentities } from './rotation-identity.ts'
import type { RotationReport, RotationRow } from './rotation-report.ts'
import { ageWords } from './rotation-words.ts'
import { sarifReporter } from './sarif.ts'

const why = 'The longer a credential lives, the more copies of it exist and the longer a leaked one works.'
const references = ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html']

const overdueRule: RuleMeta = {
  id: 'rotation-overdue',
  summary: 'A credential is older than the rotation policy allows',
  severity: 'medium',
  why,
  remedy:
    'Create the new credential, store it with sops set --value-stdin, let every user switch, then revoke the old one.',
  references,
}

const dueSoonRule: RuleMeta = {
  id: 'rotation-due-soon',
  summary: 'A credential will soon be older than the rotation policy allows',
  severity: 'low',
  why,
  remedy: 'Rotate it before the day on which it is due.',
  references,
}

const unknownRule: RuleMeta = {
  id: 'rotation-unknown',
  summary: 'It cannot be known whether a credential is older than the rotation policy allows',
  severity: 'low',
  why: 'History and SOPS metadata can prove a credential old, never young.',
  remedy: 'Ask IAM, or keep the date of its rotation beside it.',
  references,
}

const rules = new Map([overdueRule, dueSoonRule, unknownRule].map((rule) => [rule.id, rule]))

const ruleOf = (row: RotationRow, report: RotationReport): RuleMeta | undefined => {
  if (row.verdict === 'overdue') return overdueRule
  if (row.verdict === 'due-soon' || failureOf(row, report)?.kind === 'watch') return dueSoonRule
  return row.verdict === 'unknown' ? unknownRule : undefined
}

const regionOf = ({ line }: RotationRow) =>
  line === undefined ? {} : { region: { startLine: line, startColumn: 1, endLine: line + 1, endColumn: 1 } }

const statusOf = ({ exempt }: RotationRow): Pick<Finding, 'status' | 'by' | 'reason'> =>
  exempt === undefined ? { status: 'open' } : { status: 'allowed', by: 'configuration', reason: exempt.reason }

const detailsOf = (row: RotationRow, report: RotationReport): Record<string, string> => {
  const due = dueOf(row, report)
  return {
    bound: row.bound,
    verdict: row.verdict,
    ...(row.age === undefined
      ? {}
      : { ageDays: String(row.age.days), evidence: row.age.evidence, since: row.age.since.toISOString() }),
    ...(due === undefined ? {} : { due: due.date.toISOString(), dueBound: due.bound }),
  }
}

const messageOf = (row: RotationRow, report: RotationReport): string => {
  const age = row.age === undefined ? 'of unknown age' : `${ageWords(row)} old (${row.age.evidenceName})`
  return `${row.name}: ${failureOf(row, report)?.reason ?? reasonOf(row, report)}; ${age}`
}

const findingOf = (row: RotationRow, identity: string, report: RotationReport): Finding[] => {
  const rule = ruleOf(row, report)
  if (rule === undefined) return []
  const { id, severity, remedy } = rule
  return [
    {
      rule: id,
      severity,
      ...statusOf(row),
      path: row.path,
      origin: { from: 'worktree' },
      ...regionOf(row),
      message: messageOf(row, report),
      fingerprint: `rotation:${identity}`,
      remedy: row.remedy ?? remedy,
      details: detailsOf(row, report),
    },
  ]
}

const asReport = (report: RotationReport, version: string): Report => {
  const identities = rowIdentities(report.credentials)
  const findings = report.credentials.flatMap((row, at) => findingOf(row, identities[at] ?? '', report))
  const fails = report.credentials.some((row) => failureOf(row, report) !== undefined)
  const open = findings.filter(({ status }) => status === 'open').length
  return {
    version,
    command: 'rotation',
    verdict: fails ? 'findings' : 'clean',
    counts: { units: report.files, bytes: 0, open, allowed: findings.length - open, baselined: 0, preexisting: 0 },
    findings,
    notRun: [],
    errors: [],
    staleAllows: [],
    binary: 0,
    passed: new Map(),
    advice: [],
  }
}

/** The report as SARIF 2.1.0: a result for all that is not known to be young enough; what is exempt is suppressed. */
export const rotationSarif = (report: RotationReport, { version }: { readonly version: string }): string =>
  sarifReporter(asReport(report, version), rules, { color: false, all: true, quiet: false })
