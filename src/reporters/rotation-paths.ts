import type { RotationReport, RotationRow } from './rotation-report.ts'

const absolute = /^(?:[\\/]|[A-Za-z]:[\\/])/

const nameOnly = (path: string): string => (absolute.test(path) ? `…/${path.split(/[\\/]/).at(-1) ?? ''}` : path)

const withoutPath = (row: RotationRow): RotationRow => {
  const path = nameOnly(row.path)
  if (path === row.path) return row
  return { ...row, path, ...(row.note === undefined ? {} : { note: row.note.replaceAll(row.path, path) }) }
}

/** A key file outside of the repository is named without the folders above it: a report is read on other machines. */
export const withoutMachinePaths = (report: RotationReport): RotationReport => ({
  ...report,
  credentials: report.credentials.map(withoutPath),
})
