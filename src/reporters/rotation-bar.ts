import { dayMs, policyOf } from './rotation-due.ts'
import type { RotationReport, RotationRow } from './rotation-report.ts'

/** The signs of a bar; `open` follows an age of which only the least is known. */
interface Signs {
  readonly age: string
  readonly open: string
  readonly most: string
  readonly track: string
  readonly limit: string
  readonly beyond: string
  readonly unknown: string
}

const blocks: Signs = { age: '█', open: '▓…', most: '▒', track: '·', limit: '│', beyond: '»', unknown: '?' }
const ascii: Signs = { age: '#', open: '+~', most: '-', track: '.', limit: '|', beyond: '>', unknown: '?' }

const signsOf = (unicode: boolean): Signs => (unicode ? blocks : ascii)

export interface BarOptions {
  /** In columns. */
  readonly width: number
  readonly unicode: boolean
}

// Two thirds of a bar are the days that the policy allows; an age of more than half as much again runs out of it.
const limitAt = (width: number): number => Math.floor((width * 2) / 3)

interface Measure {
  /** Cells up to the limit, and cells that the age fills; behind the limit one is its mark. */
  readonly limit: number
  readonly filled: number
}

const measure = (row: RotationRow, report: RotationReport, width: number): Measure => {
  const limit = limitAt(width)
  if (row.age === undefined) return { limit, filled: 0 }
  const allowed = policyOf(row, report).maxAgeDays
  const days = Math.max(0, report.now.getTime() - row.age.since.getTime()) / dayMs
  if (days <= allowed)
    return { limit, filled: allowed === 0 ? 0 : Math.min(limit, Math.ceil((days / allowed) * limit)) }
  const cells = allowed === 0 ? width : Math.ceil((days / allowed) * limit)
  return { limit, filled: Math.max(limit + 2, cells + 1) }
}

const trackOf = (limit: number, signs: Signs): string[] => [...signs.track.repeat(limit), signs.limit]

const filling = (row: RotationRow, filled: number, signs: Signs): string[] => {
  if (row.bound === 'at-most') return [...signs.most.repeat(filled)]
  return [...signs.age.repeat(filled), ...(row.bound === 'at-least' ? signs.open : '')]
}

const overlaid = (track: readonly string[], fill: readonly string[], limit: number): string[] => {
  const length = Math.max(track.length, fill.length)
  return [...Array(length).keys()].map((at) => (at === limit ? track[at] : (fill[at] ?? track[at])) ?? ' ')
}

/** The age of a credential against the days that its policy allows, as a bar of characters. */
export const barOf = (row: RotationRow, report: RotationReport, { width, unicode }: BarOptions): string => {
  const signs = signsOf(unicode)
  const { limit, filled } = measure(row, report, width)
  const track = trackOf(limit, signs)
  if (row.age === undefined) return overlaid(track, [signs.unknown], limit).join('')
  const open = row.bound === 'at-least' ? [...signs.open].length : 0
  const end = row.bound === 'at-least' ? signs.open : signs.beyond
  if (filled + open <= width) return overlaid(track, filling(row, filled, signs), limit).join('')
  const cut = overlaid(track, filling(row, width, signs), limit).slice(0, width - [...end].length)
  return [...cut, end].join('')
}

/** What the signs of the bars mean, those that occur. */
export const legendOf = (rows: readonly RotationRow[], unicode: boolean): string => {
  const signs = signsOf(unicode)
  const has = (bound: RotationRow['bound']): boolean => rows.some((row) => row.bound === bound)
  return [
    `${signs.age} age`,
    ...(has('at-least') ? [`${signs.open} or older`] : []),
    ...(has('at-most') ? [`${signs.most} or younger`] : []),
    ...(rows.some(({ age }) => age === undefined) ? [`${signs.unknown} not known`] : []),
    `${signs.limit} the limit of the policy`,
  ].join('   ')
}
