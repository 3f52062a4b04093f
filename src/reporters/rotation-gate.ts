import { certainDueOf, dayMs, dayOf, dueOf } from './rotation-due.ts'
import { type FailOn, failOns, type RotationReport, type RotationRow } from './rotation-report.ts'

/** Why a row fails the run. */
export interface Failure {
  readonly kind: FailOn | 'watch'
  /** Without the name of the credential: `overdue since 2026-11-12 or earlier`. */
  readonly reason: string
}

const counted = (days: number): string => (days === 1 ? '1 day' : `${days} days`)

/** `today`, `in 1 day`, `in 9 days`: whole days left until an instant. */
export const inDays = (date: Date, now: Date): string => {
  const left = Math.floor((date.getTime() - now.getTime()) / dayMs)
  return left <= 0 ? 'in less than a day' : `in ${counted(left)}`
}

const overdueReason = (row: RotationRow, report: RotationReport): string => {
  const due = dueOf(row, report)
  if (due === undefined || due.date > report.now) return 'overdue'
  return `overdue since ${dayOf(due.date)}${due.bound === 'at-latest' ? ' or earlier' : ''}`
}

const dueReason = (row: RotationRow, report: RotationReport): string => {
  const due = dueOf(row, report)
  if (due === undefined) return 'due soon'
  return `due ${due.bound === 'at-latest' ? 'by' : 'on'} ${dayOf(due.date)}, ${inDays(due.date, report.now)}`
}

/** What a verdict says of a row, whether it fails the run or not. */
export const reasonOf = (row: RotationRow, report: RotationReport): string => {
  if (row.verdict === 'overdue') return overdueReason(row, report)
  if (row.verdict === 'due-soon') return dueReason(row, report)
  return row.verdict === 'unknown' ? 'it cannot be known whether it is overdue' : 'not due yet'
}

/** Becomes overdue within the watched days; what is overdue already is none of these. */
const watched = (row: RotationRow, report: RotationReport): Date | undefined => {
  if (report.watchDays === undefined || row.exempt !== undefined || row.verdict === 'overdue') return undefined
  const due = certainDueOf(row, report)
  const end = report.now.getTime() + report.watchDays * dayMs
  return due !== undefined && due.getTime() < end ? due : undefined
}

const byVerdict = (row: RotationRow, report: RotationReport): Failure | undefined => {
  const kind = failOns.find((one) => one === row.verdict)
  if (kind === undefined || failOns.indexOf(kind) > failOns.indexOf(report.failOn)) return undefined
  return { kind, reason: reasonOf(row, report) }
}

/** Why a row makes exit code 1, if it does. An exempt one never does. */
export const failureOf = (row: RotationRow, report: RotationReport): Failure | undefined => {
  if (row.exempt !== undefined) return undefined
  const failure = byVerdict(row, report)
  const date = failure?.kind === 'overdue' ? undefined : watched(row, report)
  if (date === undefined) return failure
  return { kind: 'watch', reason: `overdue after ${dayOf(date)}, ${inDays(date, report.now)}` }
}

/** What becomes overdue within the watched days, the earliest first. */
export const watchList = (report: RotationReport): readonly { readonly row: RotationRow; readonly date: Date }[] =>
  report.credentials
    .flatMap((row) => {
      const date = watched(row, report)
      return date === undefined ? [] : [{ row, date }]
    })
    .sort((left, right) => left.date.getTime() - right.date.getTime())

/** 1 where anything fails. */
export const rotationExitCode = (report: RotationReport): 0 | 1 =>
  report.credentials.some((row) => failureOf(row, report) !== undefined) ? 1 : 0
