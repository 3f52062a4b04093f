import type { Finding, Region, Report, Reporter } from '../model/finding.ts'
import type { Origin } from '../model/unit.ts'
import { printableJson } from './escape.ts'

const originOf = ({ from, commit, author, date, oid }: Origin) => ({ from, commit, author, date, oid })

const regionOf = ({ startLine, startColumn, endLine, endColumn }: Region) => ({
  startLine,
  startColumn,
  endLine,
  endColumn,
})

// Keys are written out so that their order is the report's and not that of whoever made the finding.
const findingOf = (finding: Finding) => ({
  rule: finding.rule,
  severity: finding.severity,
  status: finding.status,
  by: finding.by,
  reason: finding.reason,
  path: finding.path,
  origin: originOf(finding.origin),
  region: finding.region && regionOf(finding.region),
  message: finding.message,
  preview: finding.preview,
  fingerprint: finding.fingerprint,
  remedy: finding.remedy,
  details: finding.details,
})

const reportOf = (report: Report) => ({
  schema: 'leaktight-report-1',
  version: report.version,
  command: report.command,
  verdict: report.verdict,
  counts: {
    units: report.counts.units,
    bytes: report.counts.bytes,
    open: report.counts.open,
    allowed: report.counts.allowed,
    baselined: report.counts.baselined,
    preexisting: report.counts.preexisting,
  },
  findings: report.findings.map(findingOf),
  notRun: report.notRun.map(({ rule, reason }) => ({ rule, reason })),
  errors: report.errors.map(({ path, reason }) => ({ path, reason })),
  staleAllows: report.staleAllows.map(({ where, rule, reason }) => ({ where, rule, reason })),
})

/** The whole report as `report.schema.json` describes it; findings of every status are in it. */
export const jsonReporter: Reporter = (report) => printableJson(reportOf(report))
