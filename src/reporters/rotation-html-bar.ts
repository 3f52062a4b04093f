import { markup } from './markup.ts'
import { dayMs, policyOf } from './rotation-due.ts'
import type { RotationReport, RotationRow } from './rotation-report.ts'
import { ageWords } from './rotation-words.ts'

const width = 180
const limitAt = 120

const rounded = (value: number): string => String(Math.round(value * 10) / 10)

const spoken = (row: RotationRow, report: RotationReport): string =>
  `age ${ageWords(row)} of ${policyOf(row, report).maxAgeDays} allowed`

const triangle = (x: number): string => `<path class="open" d="M${rounded(x)} 3h6l6 5-6 5h-6z"/>`

const filling = (row: RotationRow, report: RotationReport): string => {
  if (row.age === undefined) return ''
  const allowed = policyOf(row, report).maxAgeDays
  const days = Math.max(0, report.now.getTime() - row.age.since.getTime()) / dayMs
  const scaled = allowed === 0 ? (days === 0 ? 0 : width) : (days / allowed) * limitAt
  const length = Math.min(scaled, row.bound === 'at-least' ? width - 12 : width)
  const bar = `<rect class="${row.bound === 'at-most' ? 'open' : 'bar'}" x="0" y="3" width="${rounded(length)}" height="10"/>`
  return row.bound === 'at-least' ? bar + triangle(length) : bar
}

/** The age of a credential against the policy as a picture; an age of which only the least is known ends in an arrow. */
export const svgBar = (row: RotationRow, report: RotationReport): string => {
  const title = markup(spoken(row, report))
  return [
    `<svg viewBox="0 0 ${width} 16" role="img" aria-label="${title}" preserveAspectRatio="none"><title>${title}</title>`,
    `<rect class="track" x="0.5" y="3" width="${limitAt}" height="10"/>`,
    filling(row, report),
    `<line class="limit" x1="${limitAt}" y1="0" x2="${limitAt}" y2="16"/></svg>`,
  ].join('')
}
