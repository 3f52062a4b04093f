import type { Examination, Finding, NotRun, Report, Status, Verdict } from '../model/finding.ts'
import { atLeast, type Severity } from '../model/rule.ts'
import { type Acceptor, acceptor } from './acceptance.ts'
import { type Config, rulesOff } from './config.ts'
import { staleAllows } from './stale-allows.ts'

export interface PolicyOptions {
  readonly command: string
  readonly version: string
  readonly failOn: Severity
  readonly now: Date
  /** Everything the configuration speaks of was examined, so an entry of `allow` that met nothing is stale. */
  readonly whole: boolean
  readonly advice?: readonly string[]
}

const withLevel = (finding: Finding, config: Config): Finding => {
  const level = config.rules.levels.get(finding.rule)
  return level === undefined || level === 'off' ? finding : { ...finding, severity: level }
}

const withoutEffect = 'the leaktight:allow beside it gives no reason, so it has no effect'

const judged = (finding: Finding, accepted: Acceptor): Finding => {
  const acceptance = accepted.accept(finding)
  if (acceptance !== undefined) return { ...finding, status: 'allowed', ...acceptance }
  const message = finding.inlineAllow === undefined ? finding.message : `${finding.message} (${withoutEffect})`
  return { ...finding, message }
}

const compare = <T extends string | number>(left: T, right: T): number => (left < right ? -1 : left > right ? 1 : 0)

const inOrder = (left: Finding, right: Finding): number =>
  compare(left.path, right.path) ||
  compare(left.region?.startLine ?? 0, right.region?.startLine ?? 0) ||
  compare(left.rule, right.rule) ||
  compare(left.region?.startColumn ?? 0, right.region?.startColumn ?? 0)

const notRunOf = (examination: Examination, config: Config): NotRun[] =>
  [
    ...examination.notRun,
    ...examination.tooLarge,
    ...[...rulesOff(config)].map((rule) => ({ rule, reason: `off in ${config.name}` })),
  ].sort((left, right) => compare(left.rule, right.rule))

const countsOf = ({ units, bytes }: Examination, findings: readonly Finding[]): Report['counts'] => {
  const count = (status: Status): number => findings.filter((finding) => finding.status === status).length
  return {
    units,
    bytes,
    open: count('open'),
    allowed: count('allowed'),
    baselined: count('baselined'),
    preexisting: count('preexisting'),
  }
}

const verdictOf = (examination: Examination, findings: readonly Finding[], failOn: Severity): Verdict => {
  if (examination.errors.length > 0) return 'incomplete'
  return findings.some(({ status, severity }) => status === 'open' && atLeast(severity, failOn)) ? 'findings' : 'clean'
}

/** Applies the configuration to what was found. No finding is dropped: the accepted ones say who accepted them and why. */
export const applyPolicy = (examination: Examination, config: Config, options: PolicyOptions): Report => {
  const { command, version, failOn, now, whole, advice = [] } = options
  const accepted = acceptor(config, now)
  const findings = examination.findings.map((finding) => judged(withLevel(finding, config), accepted))
  const notRun = notRunOf(examination, config)
  const idle = new Set(notRun.map(({ rule }) => rule))
  return {
    version,
    command,
    verdict: verdictOf(examination, findings, failOn),
    counts: countsOf(examination, findings),
    findings: findings.sort(inOrder),
    notRun: notRun.filter(({ quiet }) => quiet !== true),
    errors: examination.errors,
    staleAllows: staleAllows(examination, config, { acceptor: accepted, idle, now, whole }),
    binary: examination.binary,
    passed: examination.passed,
    advice,
  }
}

const exitCodes = { clean: 0, findings: 1, incomplete: 2 } as const

/** 0 clean, 1 findings, 2 when something could not be checked, whatever was found beside it. */
export const exitCodeOf = ({ verdict }: Report): 0 | 1 | 2 => exitCodes[verdict]
