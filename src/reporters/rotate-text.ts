import { createColors } from 'picocolors'
import { inertText } from '../model/inert-text.ts'
import type { RotateReport, RotateVerdict } from './rotate-report.ts'
import { visible } from './shred-visible.ts'

const done = { rotate: 'Rotated', 'deactivate-old': 'Deactivated', reactivate: 'Activated', 'delete-old': 'Deleted' }

const ofOld = ({ oldKey, user }: RotateReport): string => `the old key ${oldKey ?? ''} of the user ${user}`

const heads: Readonly<Record<RotateVerdict, (report: RotateReport) => string>> = {
  planned: ({ file, action }) => `Would do on ${file}, and has changed nothing (${action}):`,
  rotated: ({ file, user, newKey }) =>
    `Rotated ${file}: it holds the new key ${newKey ?? ''} of the user ${user}, and AWS accepts it.`,
  changed: (report) => `${done[report.action]} ${ofOld(report)}.`,
  'nothing-to-do': ({ file }) => `Nothing to do for ${file}.`,
  declined: ({ file }) => `Left ${file} and IAM alone, as you answered.`,
  undone: ({ file }) => `Not rotated: ${file} and IAM are as before.`,
  left: ({ file, newKey }) =>
    `Not rotated, and not all is as before: ${file} is untouched${newKey === undefined ? '' : `, the key ${newKey} may stand in IAM`}.`,
}

/** The report for people. */
export const rotateText = (report: RotateReport, { color }: { readonly color: boolean }): string => {
  const colors = createColors(color)
  const { verdict, steps, reasons, notes, next } = report
  const bad = verdict === 'undone' || verdict === 'left'
  const head = visible(heads[verdict](report))
  const planned = verdict === 'planned' ? steps.map(({ what }, index) => `  ${index + 1}. ${visible(what)}`) : []
  const lines = [
    bad ? colors.red(head) : verdict === 'rotated' || verdict === 'changed' ? colors.green(head) : head,
    ...planned,
    ...reasons.map((reason) => `  ${visible(reason)}`),
    ...notes.map((note) => `  note: ${visible(note)}`),
    ...next.flatMap(({ text, commands }) => [`  ${visible(text)}`, ...commands.map((command) => `    ${command}`)]),
  ]
  return inertText(`${lines.join('\n')}\n`)
}
