import { createColors } from 'picocolors'
import { inertText } from '../model/inert-text.ts'
import { objectCommands, type SealReport, type SealTarget } from './seal-report.ts'
import { visible } from './shred-visible.ts'

type Colors = ReturnType<typeof createColors>

const did: Readonly<Record<SealTarget['fault'], string>> = {
  plain: 'Encrypted',
  leaves: 'Encrypted the plain values of',
  trailing: 'Cut off what stood behind the values of',
  damaged: 'Mended',
  index: 'Staged',
  other: 'Mended',
}

const erasedLine = ({ erased }: SealTarget): readonly string[] => {
  if (erased === undefined) return []
  const { passes, filesystem, effective, note } = erased
  const where = visible(filesystem)
  const why = note === undefined ? '' : `: ${visible(note)}`
  if (effective)
    return [`  Its old bytes were overwritten ${passes}x in place (${where})${note === undefined ? '' : why}.`]
  return [`  Its old bytes were written over ${passes}x, which does not reach what the disk keeps (${where})${why}.`]
}

const objectLines = ({ object }: SealTarget): readonly string[] => {
  if (object === undefined) return []
  if (object.committed)
    return ['  The plaintext is in the commit history already: replace the credentials that were in it.']
  return [
    `  git add had put the plaintext into the object store of this clone, as ${object.oid}. These take it out, and`,
    '  with it every other way back to unreachable commits:',
    ...objectCommands.map((command) => `    ${command}`),
  ]
}

const headOf = ({ path, line, message, rules }: SealTarget): string =>
  `${visible(path)}${line === undefined ? '' : `:${line}`}  ${visible(message)} (${rules.join(', ')})`

const handLines = ({ commands, advice, fixable }: SealTarget): readonly string[] => [
  ...(fixable ? [] : advice.map((sentence) => `  ${visible(sentence)}`)),
  ...(commands.length === 0 ? [] : [fixable ? '  or by hand:' : '  by hand:']),
  ...commands.map((command) => `    ${command}`),
  ...(fixable ? advice.map((sentence) => `  ${visible(sentence)}`) : []),
]

const linesOf = (target: SealTarget, fixCommand: (path: string) => string, colors: Colors): readonly string[] => {
  const path = visible(target.path)
  if (target.status === 'mended') {
    const staged = target.staged && target.fault !== 'index' ? ' and staged it' : ''
    return [`${colors.green(did[target.fault])} ${path}${staged}.`, ...erasedLine(target), ...objectLines(target)]
  }
  if (target.status === 'flagged') {
    const fix = target.fixable ? [`  mend it: ${fixCommand(target.path)}`] : []
    return [headOf(target), ...fix, ...handLines(target)]
  }
  const word = colors.red(target.status === 'refused' ? 'Refused:' : 'Failed:')
  return [`${word} ${path} ${visible(target.reason ?? '')}.`, ...handLines({ ...target, fixable: false })]
}

const summaryOf = ({ files, errors, examined }: SealReport): string => {
  const count = (status: SealTarget['status']): number => files.filter((target) => target.status === status).length
  const unread = errors.length === 0 ? '' : `, ${errors.length} could not be checked`
  if (files.length === 0) return `Nothing to mend (${examined} ${examined === 1 ? 'file' : 'files'} examined${unread}).`
  const parts = [`${count('mended')} mended`, `${count('flagged')} left`, `${count('refused')} refused`]
  return `${files.length} ${files.length === 1 ? 'file' : 'files'} flagged: ${parts.join(', ')}, ${count('failed')} failed${unread}.`
}

/** The report for people: what flags a file and what mends it, or what was done. */
export const sealText = (
  report: SealReport,
  { color, fixCommand }: { readonly color: boolean; readonly fixCommand: (path: string) => string },
): string => {
  const colors = createColors(color)
  const lines = report.files.flatMap((target) => [...linesOf(target, fixCommand, colors), ''])
  const errors = report.errors.map(
    ({ path, reason }) => `${colors.red('Not checked:')} ${visible(path)}: ${visible(reason)}`,
  )
  return inertText(`${[...lines, ...errors, summaryOf(report)].join('\n')}\n`)
}
