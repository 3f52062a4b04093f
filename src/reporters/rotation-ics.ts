import { dayMs, dayOf, dueOf, policyOf } from './rotation-due.ts'
import { reasonOf } from './rotation-gate.ts'
import { rowIdentities } from './rotation-identity.ts'
import type { RotationReport, RotationRow } from './rotation-report.ts'
import { ageWords, dueWords, shown } from './rotation-words.ts'

const maxOctets = 75

/** A content line of RFC 5545, section 3.1: folded at 75 octets, between characters. */
const folded = (line: string): string => {
  let out = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > maxOctets) {
      out += '\r\n '
      octets = 1
    }
    out += character
    octets += size
  }
  return `${out}\r\n`
}

/** TEXT of RFC 5545, section 3.3.11. */
const text = (value: string): string => value.replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n')

const dateOnly = (date: Date): string => dayOf(date).replaceAll('-', '')

const stamp = (date: Date): string => `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

const place = ({ name, path }: RotationRow): string => `${shown(name)} (${shown(path)})`

const description = (row: RotationRow, report: RotationReport): string =>
  [
    `Age: ${ageWords(row)}${row.age === undefined ? '' : ` (${shown(row.age.evidenceName)})`}.`,
    `Due: ${dueWords(dueOf(row, report))}.`,
    ...(row.note === undefined ? [] : [shown(row.note)]),
    ...(row.remedy === undefined ? [] : [shown(row.remedy)]),
  ].join('\n')

const alarm = (row: RotationRow, report: RotationReport, summary: string): string[] => [
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  `DESCRIPTION:${text(summary)}`,
  `TRIGGER:-P${Math.ceil(policyOf(row, report).warnDays)}D`,
  'END:VALARM',
]

interface Entry {
  readonly row: RotationRow
  readonly uid: string
}

const common = ({ row, uid }: Entry, report: RotationReport, summary: string): string[] => [
  `UID:${uid}@leaktight`,
  `DTSTAMP:${stamp(report.now)}`,
  `SUMMARY:${text(summary)}`,
  `DESCRIPTION:${text(description(row, report))}`,
  'CATEGORIES:credential rotation',
]

/** A year has four digits (RFC 5545, section 3.3.4); without an end an event lasts its day (section 3.6.1). */
const end = (date: Date): string[] => {
  const next = new Date(date.getTime() + dayMs)
  return next.getUTCFullYear() > 9999 ? [] : [`DTEND;VALUE=DATE:${dateOnly(next)}`]
}

const event = (entry: Entry, date: Date, report: RotationReport): string[] => {
  const { row } = entry
  const overdue = row.verdict === 'overdue'
  const summary = `${overdue ? 'Overdue: rotate' : 'Rotate'} ${place(row)}`
  return [
    'BEGIN:VEVENT',
    ...common(entry, report, summary),
    `DTSTART;VALUE=DATE:${dateOnly(date)}`,
    ...end(date),
    'TRANSP:TRANSPARENT',
    ...(overdue ? [] : alarm(row, report, `${summary}: ${reasonOf(row, report)}`)),
    'END:VEVENT',
  ]
}

const task = (entry: Entry, report: RotationReport): string[] => [
  'BEGIN:VTODO',
  ...common(entry, report, `Find out how old ${place(entry.row)} is`),
  'STATUS:NEEDS-ACTION',
  'END:VTODO',
]

const componentOf = (entry: Entry, report: RotationReport): string[] => {
  const due = dueOf(entry.row, report)
  if (due !== undefined && due.bound !== 'not-before') return event(entry, due.date, report)
  return due?.bound === 'not-before' && entry.row.verdict === 'ok'
    ? event(entry, due.date, report)
    : task(entry, report)
}

/** A calendar needs a component (RFC 5545, section 3.4), and a journal entry appears on no day. */
const nothing = (report: RotationReport): string[] => [
  'BEGIN:VJOURNAL',
  'UID:nothing-to-rotate@leaktight',
  `DTSTAMP:${stamp(report.now)}`,
  'SUMMARY:No credentials to rotate',
  'END:VJOURNAL',
]

/**
 * The report as a calendar (RFC 5545): an all-day event on the day a credential is due, with an alarm when the policy
 * begins to warn; a task for one whose day nothing tells; nothing for one that is exempt.
 */
export const rotationIcs = (report: RotationReport): string => {
  const uids = rowIdentities(report.credentials)
  const entries = report.credentials.flatMap((row, at) =>
    row.exempt === undefined ? [{ row, uid: uids[at] ?? '' }] : [],
  )
  const components = entries.flatMap((entry) => componentOf(entry, report))
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//leaktight//rotation//EN',
    'CALSCALE:GREGORIAN',
    ...(components.length === 0 ? nothing(report) : components),
    'END:VCALENDAR',
  ]
    .map(folded)
    .join('')
}
