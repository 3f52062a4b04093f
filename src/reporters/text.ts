import picocolors from 'picocolors'
import type { Finding, Report, Reporter, ReporterOptions } from '../model/finding.ts'
import { inertText } from '../model/inert-text.ts'
import { escapeControls } from './escape.ts'
import { summaryOf } from './summary.ts'
import { type Colors, findingLines, indent, width } from './text-finding.ts'
import { wrapped } from './wrap.ts'

const byPath = (findings: readonly Finding[]): ReadonlyMap<string, Finding[]> => {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const group = groups.get(finding.path)
    if (group === undefined) groups.set(finding.path, [finding])
    else group.push(finding)
  }
  return groups
}

const findingSections = (colors: Colors, findings: readonly Finding[]): string[][] => {
  const told = new Set<string>()
  return [...byPath(findings)].map(([path, group]) => [
    colors.bold(colors.underline(escapeControls(path))),
    ...group.flatMap((finding) => findingLines(colors, finding, told)),
  ])
}

const widestLeft = 36

/** A titled list of what and why in two columns; the reason stands below where both are too long for a line. */
const section = (title: string, entries: readonly (readonly [string, string])[]): string[][] => {
  if (entries.length === 0) return []
  const safe = entries.map(([what, why]) => [escapeControls(what), escapeControls(why)] as const)
  const column = Math.max(...safe.map(([what]) => (what.length <= widestLeft ? what.length : 0)))
  const lines = safe.flatMap(([what, why]) => {
    if (what === '')
      return wrapped(why, width - indent.length).map((line, index) => `${index === 0 ? '  ' : indent}${line}`)
    const line = `  ${what.padEnd(column)}  ${why}`
    if (line.length <= width) return [line]
    return [`  ${what}`, ...wrapped(why, width - indent.length).map((part) => `${indent}${part}`)]
  })
  return [[title, ...lines]]
}

const errorSection = (colors: Colors, report: Report): string[][] =>
  section(
    colors.red('could not be checked'),
    report.errors.map(({ path, reason }) => [path, reason]),
  )

const notRunSection = (colors: Colors, report: Report): string[][] =>
  section(
    colors.yellow('not run'),
    report.notRun.map(({ rule, reason }) => [rule, reason]),
  )

const staleSection = (colors: Colors, report: Report): string[][] =>
  section(
    colors.yellow('allows without effect'),
    report.staleAllows.map(({ where, rule, reason }) => [`${where}  ${rule}`, reason]),
  )

/** A line that begins with a blank is a command to be copied: it is not wrapped. */
const adviceLines = (report: Report): string[] =>
  report.advice.flatMap((line) =>
    line.startsWith(' ') ? [escapeControls(line)] : wrapped(escapeControls(line), width),
  )

const verdictWord = (colors: Colors, { verdict, counts }: Report): string => {
  if (verdict === 'incomplete') return colors.red('incomplete')
  if (verdict === 'findings') return colors.red('findings')
  return colors.green(counts.open === 0 ? 'clean' : 'passed')
}

const summaryLine = (colors: Colors, report: Report): string[] => [
  `${colors.bold(`leaktight ${report.command}`)}: ${verdictWord(colors, report)} · ${summaryOf(report)}`,
]

const sectionsOf = (report: Report, { color, all, quiet }: ReporterOptions): string[][] => {
  const colors = picocolors.createColors(color)
  const findings = findingSections(
    colors,
    report.findings.filter(({ status }) => all || status === 'open'),
  )
  const errors = errorSection(colors, report)
  if (quiet) return report.verdict === 'clean' ? [] : [...findings, ...errors]
  return [
    ...findings,
    ...notRunSection(colors, report),
    ...errors,
    ...staleSection(colors, report),
    ...(report.advice.length === 0 ? [] : [adviceLines(report)]),
    summaryLine(colors, report),
  ]
}

/** For people: findings by file, what was not run, what could not be checked, and one line with every count. */
export const textReporter: Reporter = (report, _rules, options) =>
  inertText(
    sectionsOf(report, options)
      .map((lines) => lines.map((line) => `${line}\n`).join(''))
      .join('\n'),
  )
