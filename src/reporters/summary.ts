import type { Report } from '../model/finding.ts'

const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`

const some = (count: number, one: string, more?: string): string[] => (count === 0 ? [] : [many(count, one, more)])

/** 1536 as `1.5 KiB`. */
export const sizeOf = (bytes: number): string => {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}

const examined = ({ counts, binary }: Report): string => {
  const noted = binary === 0 ? '' : ` (${binary} binary)`
  return `${many(counts.units, 'file')}${noted}, ${sizeOf(counts.bytes)}`
}

const statuses = ({ counts }: Report): string =>
  [
    `${counts.open} open`,
    `${counts.allowed} allowed`,
    ...(counts.baselined === 0 ? [] : [`${counts.baselined} baselined`]),
    `${counts.preexisting} pre-existing`,
  ].join(', ')

const notRead = ({ passed }: Report): string[] => {
  const counts = [
    ...some(passed.get('symlink') ?? 0, 'symlink'),
    ...some(passed.get('submodule') ?? 0, 'submodule'),
    ...some(passed.get('special') ?? 0, 'special file'),
    ...some(passed.get('dependency') ?? 0, 'dependency', 'dependencies'),
  ]
  return counts.length === 0 ? [] : [`not read: ${counts.join(', ')}`]
}

/** Every count of a report in one line; of what is zero only the finding counts are named. */
export const summaryOf = (report: Report): string =>
  [
    examined(report),
    statuses(report),
    ...notRead(report),
    ...some(report.notRun.length, 'rule not run', 'rules not run'),
    ...some(report.staleAllows.length, 'stale allow'),
    ...some(report.errors.length, 'not checked', 'not checked'),
  ].join(' · ')
