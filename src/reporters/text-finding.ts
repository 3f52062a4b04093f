import type picocolors from 'picocolors'
import type { Finding, Region } from '../model/finding.ts'
import type { Severity } from '../model/rule.ts'
import type { Origin } from '../model/unit.ts'
import { escapeControls } from './escape.ts'
import { wrapped } from './wrap.ts'

export type Colors = ReturnType<typeof picocolors.createColors>

/** Columns that text is wrapped at. */
export const width = 80
export const indent = '    '
const label = 9
const mask = '****'

const paint = (colors: Colors, severity: Severity, text: string): string => {
  if (severity === 'critical') return colors.bold(colors.red(text))
  if (severity === 'high') return colors.red(text)
  return severity === 'medium' ? colors.yellow(text) : colors.cyan(text)
}

/** A labelled row whose text is wrapped and aligned. */
const row = (colors: Colors, name: string, text: string): string[] =>
  wrapped(escapeControls(text), width - indent.length - label).map(
    (line, index) => `${indent}${colors.dim(`${index === 0 ? name : ''} `.padEnd(label))}${line}`,
  )

const placeOf = ({ startLine, startColumn }: Region): string => `${startLine}:${startColumn}`

const day = (date: string | undefined): string => date?.slice(0, 10) ?? ''

const originRow = ({ from, commit, author, date, oid }: Origin): [string, string][] => {
  const who = [author ?? '', day(date)].filter((part) => part !== '').join(', ')
  if (commit !== undefined) return [['commit', who === '' ? commit : `${commit.slice(0, 12)} (${who})`]]
  return from === 'object' && oid !== undefined ? [['object', oid]] : []
}

const statusRow = ({ status, by, reason }: Finding): [string, string][] => {
  if (status === 'open') return []
  if (status === 'preexisting') return [['status', 'pre-existing: it stood there before this change']]
  const who = by === undefined ? status : `${status} by ${by}`
  return [['status', reason === undefined ? who : `${who}: ${reason}`]]
}

const masked = ({ preview = '', fingerprint }: Finding): string =>
  escapeControls(`${preview} #${fingerprint.slice(-4)}`)

/** The column of the mask in a line as it is shown; undefined where the width of what stands before it is unknown. */
const maskColumn = (shown: string): number | undefined => {
  const at = shown.lastIndexOf(mask)
  return at < 0 || /[^\u0020-\u02ff…]/u.test(shown.slice(0, at)) ? undefined : at
}

/** The line with the value masked, and under the mask what may be shown of the value. */
const codeFrame = (colors: Colors, finding: Finding): string[] => {
  const { frame, region, preview } = finding
  if (frame === undefined || region === undefined) return valueRow(colors, finding)
  const number = String(region.startLine)
  const shown = escapeControls(frame.replaceAll('\t', '  '))
  const line = `${indent}${colors.dim(`${number} |`)} ${shown}`
  const at = preview === undefined ? undefined : maskColumn(shown)
  if (at === undefined) return [line, ...valueRow(colors, finding)]
  const gutter = colors.dim(`${' '.repeat(number.length)} |`)
  return [line, `${indent}${gutter} ${' '.repeat(at)}${colors.red('^'.repeat(mask.length))} ${masked(finding)}`]
}

const valueRow = (colors: Colors, finding: Finding): string[] =>
  finding.preview === undefined ? [] : row(colors, 'value', masked(finding))

/** Place, severity and rule; the message follows on the same line where it fits. */
const heading = (colors: Colors, finding: Finding): string[] => {
  const { severity, rule } = finding
  const message = escapeControls(finding.message)
  const place = finding.region === undefined ? '' : `${placeOf(finding.region)}  `
  const line = `  ${place}${paint(colors, severity, severity)}  ${colors.bold(rule)}`
  const length = `  ${place}${severity}  ${rule}  ${message}`.length
  if (length <= width) return [`${line}  ${message}`]
  return [line, ...wrapped(message, width - indent.length).map((part) => `${indent}${part}`)]
}

/** One finding in lines; a remedy in `told` is not told again. */
export const findingLines = (colors: Colors, finding: Finding, told: Set<string>): string[] => {
  const remedy = told.has(finding.remedy) ? 'as above' : finding.remedy
  told.add(finding.remedy)
  const rows: [string, string][] = [
    ...Object.entries(finding.details ?? {}),
    ...originRow(finding.origin),
    ...statusRow(finding),
    ['remedy', remedy],
  ]
  return [
    ...heading(colors, finding),
    ...codeFrame(colors, finding),
    ...rows.flatMap(([name, text]) => row(colors, escapeControls(name), text)),
  ]
}
