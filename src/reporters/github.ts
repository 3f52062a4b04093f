import type { Finding, Report, Reporter } from '../model/finding.ts'
import { escapeControls } from './escape.ts'
import { summaryOf } from './summary.ts'

type Command = 'error' | 'warning' | 'notice'
type Properties = Readonly<Record<string, string | number | undefined>>

const commands: Readonly<Record<Finding['severity'], Command>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
}

const statusWords = { allowed: 'allowed', baselined: 'baselined', preexisting: 'pre-existing' } as const

// https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts: `%`, CR and LF everywhere, `:` and `,` in properties.
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** One workflow command; a line break in `lines` is written by us, one inside a line is shown as `\n`. */
const command = (name: Command, properties: Properties, lines: readonly string[]): string => {
  const written = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [`${key}=${property(escapeControls(String(value)))}`],
  )
  return `::${name} ${written.join(',')}::${data(lines.map(escapeControls).join('\n'))}`
}

const sourceOf = ({ origin }: Finding): string[] => (origin.commit === undefined ? [] : [`In commit ${origin.commit}.`])

const annotation = (finding: Finding): string => {
  const { path, region, rule, severity, message, preview, remedy, status } = finding
  const sameLine = region !== undefined && region.startLine === region.endLine
  const place = {
    file: path,
    line: region?.startLine,
    endLine: region?.endLine,
    // Columns have a meaning only within one line.
    col: sameLine ? region.startColumn : undefined,
    endColumn: sameLine ? region.endColumn : undefined,
    title: `${rule} (${severity}${status === 'open' ? '' : `, ${statusWords[status]}`})`,
  }
  const value = preview === undefined ? message : `${message}: ${preview}`
  return command(status === 'open' ? commands[severity] : 'notice', place, [value, ...sourceOf(finding), remedy])
}

const asides = (report: Report): string[] => [
  ...report.notRun.map(({ rule, reason }) => command('notice', { title: `${rule} was not run` }, [reason])),
  ...report.staleAllows.map(({ where, rule, reason }) =>
    command('warning', { title: `the allow of ${rule} has no effect` }, [`${where}: ${reason}`]),
  ),
]

const failures = (report: Report): string[] =>
  report.errors.map(({ path, reason }) => command('error', { file: path, title: 'could not be checked' }, [reason]))

/** Workflow commands of GitHub Actions, which become annotations of the changed lines. */
export const githubReporter: Reporter = (report, _rules, { all, quiet }) => {
  const shown = report.findings.filter(({ status }) => all || status === 'open')
  const rest = quiet
    ? []
    : [...asides(report), command('notice', { title: `leaktight ${report.command}` }, [summaryOf(report)])]
  return [...shown.map(annotation), ...failures(report), ...rest].map((line) => `${line}\n`).join('')
}
