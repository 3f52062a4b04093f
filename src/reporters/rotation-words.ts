import { inertText } from '../model/inert-text.ts'
import { escapeControls } from './escape.ts'
import { type Due, dayOf } from './rotation-due.ts'
import type { RotationRow } from './rotation-report.ts'

/** Text from a file or its name, on one line, that steers neither a terminal nor a runner of CI jobs. */
export const shown = (text: string): string => inertText(escapeControls(text))

export const verdictNames: Readonly<Record<RotationRow['verdict'], string>> = {
  overdue: 'overdue',
  'due-soon': 'due soon',
  unknown: 'unknown',
  ok: 'ok',
}

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const bounds: Readonly<Record<RotationRow['bound'], string>> = {
  exact: '',
  'at-least': 'at least ',
  'at-most': 'at most ',
  none: '',
}

/** `at least 100 days`. */
export const ageWords = ({ age, bound }: RotationRow): string =>
  age === undefined ? 'unknown' : `${bounds[bound]}${counted(age.days, 'day')}`

const dueBounds: Readonly<Record<Due['bound'], string>> = {
  exact: '',
  'at-latest': 'at the latest ',
  'not-before': 'not before ',
}

/** `at the latest 2026-12-01`. */
export const dueWords = (due: Due | undefined): string =>
  due === undefined ? 'unknown' : `${dueBounds[due.bound]}${dayOf(due.date)}`

/** `overdue, but exempt until 2026-12-01: reason`. */
export const exemptWords = ({ verdict, exempt }: RotationRow): string => {
  if (exempt === undefined) return ''
  const until = exempt.expires === undefined ? '' : ` until ${dayOf(exempt.expires)}`
  return `${verdictNames[verdict]}, but exempt${until}: ${exempt.reason}`
}

/** What is known beside the age: `active in IAM`, `last used 2026-12-01`, `expires 2026-12-01`. */
export const keyWords = ({ status, lastUsed, expires }: RotationRow): string[] => [
  ...(status === undefined ? [] : [`${status} in IAM`]),
  ...(lastUsed === undefined ? [] : [lastUsed === 'never' ? 'never used' : `last used ${dayOf(lastUsed)}`]),
  ...(expires === undefined ? [] : [`expires ${dayOf(expires)}`]),
]
