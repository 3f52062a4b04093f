import { createColors } from 'picocolors'
import { inertText } from '../model/inert-text.ts'
import { notCovered, type ShredReport, type ShredTarget } from './shred-report.ts'
import { visible } from './shred-visible.ts'

export interface ShredTextOptions {
  readonly color: boolean
  /** Leaves out what went as wished. */
  readonly quiet: boolean
}

type Colors = ReturnType<typeof createColors>

const counted = (bytes: number): string => `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`

const overwritten = ({ bytes, passes }: ShredTarget, dryRun: boolean): string => {
  if (bytes === 0) return dryRun ? 'Would remove (it is empty)' : 'Removed (it was empty)'
  const work = `${counted(bytes)} in place ${passes}x`
  return dryRun ? `Would overwrite ${work} and remove` : `Overwrote ${work} and removed`
}

/** What may stand in the inode was written over by itself, before the whole block. */
const workOf = ({ bytes, exactBytes, passes }: ShredTarget): string =>
  exactBytes === undefined
    ? `${counted(bytes)} ${passes}x`
    : `${counted(exactBytes)} and then ${counted(bytes)} ${passes}x each`

const notSanitized = (target: ShredTarget, dryRun: boolean): string => {
  if (target.bytes === 0) return dryRun ? 'Would remove' : 'Removed'
  const work = workOf(target)
  return dryRun ? `Would write over ${work} and remove` : `Wrote over ${work} and removed`
}

const lineOf = (target: ShredTarget, dryRun: boolean, colors: Colors): string => {
  const path = visible(target.path)
  const filesystem = visible(target.filesystem)
  const reason = visible(target.reason ?? '')
  if (target.status === 'shredded') {
    const note = reason === '' ? '' : ` Note: ${reason}.`
    return `${colors.green(overwritten(target, dryRun))} ${path} (${filesystem}).${note}`
  }
  if (target.status === 'removed-not-sanitized') {
    const done = notSanitized(target, dryRun)
    return `${colors.yellow(done)} ${path}, but it is not sanitized: ${reason}. Rotate the credentials it held.`
  }
  return `${colors.red(target.status === 'refused' ? 'Refused:' : 'Failed:')} ${path} ${reason}.`
}

const foldersOf = ({ folders: { length }, dryRun }: ShredReport): string => {
  if (length === 0) return ''
  return ` ${length} emptied ${length === 1 ? 'folder' : 'folders'} ${dryRun ? 'would be ' : ''}removed.`
}

const summaryOf = (report: ShredReport): string => {
  const { targets, dryRun } = report
  const count = (status: ShredTarget['status']) => targets.filter((target) => target.status === status).length
  const counts = [
    `${count('shredded')} overwritten and removed`,
    `${count('removed-not-sanitized')} removed but not sanitized`,
    `${count('refused')} refused`,
    `${count('failed')} failed`,
  ]
  const head = `${targets.length} ${targets.length === 1 ? 'target' : 'targets'}: ${counts.join(', ')}.${foldersOf(report)}`
  return dryRun ? `Dry run, nothing was changed. ${head}` : head
}

const wasRemoved = ({ status }: ShredTarget): boolean => status === 'shredded' || status === 'removed-not-sanitized'

/** The report for people: a line for each target, the counts, and what overwriting does not reach. */
export const shredText = (report: ShredReport, { color, quiet }: ShredTextOptions): string => {
  const colors = createColors(color)
  const shown = quiet ? report.targets.filter(({ status }) => status !== 'shredded') : report.targets
  if (quiet && shown.length === 0) return ''
  const lines = shown.map((target) => lineOf(target, report.dryRun, colors))
  lines.push(summaryOf(report))
  if (report.targets.some(wasRemoved)) lines.push(notCovered)
  return inertText(`${lines.join('\n')}\n`)
}
