import { clearLine, passLine, progressLine, removalLine } from '../reporters/shred-progress.ts'
import type { Progress, ShredOptions } from '../shred/options.ts'

interface Screen {
  readonly verbose: boolean
  readonly quiet: boolean
  readonly stderr: { readonly isTerminal: boolean; write(text: string): void }
}

/** What is told of the work, and how the terminal's line is left at its end, however it ended. */
export interface Shown {
  readonly on: Required<Pick<ShredOptions, 'onProgress' | 'onRemoval'>>
  clear(): void
}

const isLast = ({ pass, passes, bytes, total }: Progress): boolean => pass === passes && bytes === total

/**
 * How the work is shown on standard error: with `--verbose` a line for each pass and for the removal, on a terminal one
 * line that is rewritten.
 */
export const shownOn = ({ verbose, quiet, stderr }: Screen): Shown => {
  const bar = stderr.isTerminal && !quiet
  let shown = ''
  const line = (next: string): void => {
    if (next !== shown) stderr.write(next === '' ? clearLine : next)
    shown = next
  }
  const say = (text: string): void => {
    if (!verbose || text === '') return
    if (bar) line('')
    stderr.write(text)
  }
  return {
    on: {
      onProgress: (progress) => {
        say(passLine(progress))
        if (bar) line(isLast(progress) ? '' : progressLine(progress))
      },
      onRemoval: (path, step) => say(removalLine(path, step)),
    },
    clear: () => line(''),
  }
}
