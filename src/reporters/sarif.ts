import type { Finding, Report, Reporter } from '../model/finding.ts'
import type { RuleMeta, Severity } from '../model/rule.ts'
import { printableJson } from './escape.ts'

const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const

// GitHub calls a score from 9 on critical, from 7 on high, from 4 on medium.
const scores: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' }

const exitCodes = { clean: 0, findings: 1, incomplete: 2 } as const

const encoded = (path: string): string =>
  path
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/')

const artifactOf = (path: string) =>
  path.startsWith('/') ? { uri: `file://${encoded(path)}` } : { uri: encoded(path), uriBaseId: '%SRCROOT%' }

const locationOf = (path: string, region: Finding['region']) => ({
  // A finding about the whole file stands at its first line: code scanning shows none without a line.
  physicalLocation: { artifactLocation: artifactOf(path), region: region ?? { startLine: 1 } },
})

const helpOf = ({ why, remedy, references }: RuleMeta) => ({
  text: [why, remedy, ...references].join('\n\n'),
  markdown: [`**Why:** ${why}`, `**Remedy:** ${remedy}`, ...references.map((url) => `<${url}>`)].join('\n\n'),
})

const ruleOf = (rule: RuleMeta) => ({
  id: rule.id,
  shortDescription: { text: rule.summary },
  fullDescription: { text: rule.why },
  help: helpOf(rule),
  ...(rule.references[0] === undefined ? {} : { helpUri: rule.references[0] }),
  defaultConfiguration: { level: levels[rule.severity] },
  properties: { 'security-severity': scores[rule.severity], tags: ['security'] },
})

/** A finding that somebody accepted is a suppressed result. */
const suppressionsOf = ({ status, by, reason }: Finding) => {
  if (status !== 'allowed' && status !== 'baselined') return {}
  const kind = by === 'inline' ? 'inSource' : 'external'
  return { suppressions: [{ kind, status: 'accepted', ...(reason === undefined ? {} : { justification: reason }) }] }
}

const textOf = ({ message, preview }: Finding): string => (preview === undefined ? message : `${message}: ${preview}`)

const resultOf = (finding: Finding, ruleIndex: ReadonlyMap<string, number>, compared: boolean) => ({
  ruleId: finding.rule,
  ...(ruleIndex.has(finding.rule) ? { ruleIndex: ruleIndex.get(finding.rule) } : {}),
  level: levels[finding.severity],
  message: { text: textOf(finding) },
  locations: [locationOf(finding.path, finding.region)],
  partialFingerprints: { 'leaktight/v1': finding.fingerprint },
  ...(compared ? { baselineState: finding.status === 'preexisting' ? 'unchanged' : 'new' } : {}),
  ...suppressionsOf(finding),
  properties: {
    severity: finding.severity,
    origin: finding.origin,
    remedy: finding.remedy,
    ...(finding.details === undefined ? {} : { details: finding.details }),
  },
})

const invocationOf = (report: Report) => ({
  executionSuccessful: report.verdict !== 'incomplete',
  exitCode: exitCodes[report.verdict],
  toolExecutionNotifications: report.errors.map(({ path, reason }) => ({
    level: 'error',
    message: { text: reason },
    ...(path === '' ? {} : { locations: [locationOf(path, undefined)] }),
  })),
  toolConfigurationNotifications: [
    ...report.notRun.map(({ rule, reason }) => ({
      level: 'note',
      message: { text: `not run: ${reason}` },
      associatedRule: { id: rule },
    })),
    ...report.staleAllows.map(({ where, rule, reason }) => ({
      level: 'warning',
      message: { text: `${where}: the allow has no effect: ${reason}` },
      associatedRule: { id: rule },
    })),
  ],
})

const runOf = (report: Report, rules: ReadonlyMap<string, RuleMeta>) => {
  const catalogue = [...rules.values()].sort((left, right) => (left.id < right.id ? -1 : 1))
  const ruleIndex = new Map(catalogue.map(({ id }, index) => [id, index]))
  // The state is on every result or on none.
  const compared = report.findings.some(({ status }) => status === 'preexisting')
  const { version } = report
  return {
    tool: { driver: { name: 'leaktight', version, semanticVersion: version, rules: catalogue.map(ruleOf) } },
    invocations: [invocationOf(report)],
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The top folder of the repository.' } } },
    columnKind: 'utf16CodeUnits',
    results: report.findings.map((finding) => resultOf(finding, ruleIndex, compared)),
  }
}

/** SARIF 2.1.0, for code scanning. */
export const sarifReporter: Reporter = (report, rules) =>
  printableJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [runOf(report, rules)],
  })
