import { visible } from './shred-visible.ts'

/** One step of the overwriting; `bytes` is 0 when a pass begins. */
export interface ShownProgress {
  readonly path: string
  readonly pass: number
  readonly passes: number
  readonly kind: 'random' | 'zeros'
  readonly bytes: number
  readonly total: number
}

const said = (path: string, words: string): string => `leaktight shred: ${visible(path)}: ${words}\n`

/** A line when a pass begins, as GNU shred -v writes it; nothing in between. */
export const passLine = ({ path, pass, passes, kind, bytes }: ShownProgress): string =>
  bytes > 0 ? '' : said(path, `pass ${pass}/${passes} (${kind === 'zeros' ? '000000' : 'random'})...`)

/** A line before an overwritten file loses its name, and one after, as GNU shred -v writes them. */
export const removalLine = (path: string, step: 'removing' | 'removed'): string => said(path, step)

/** Goes back to the start of the terminal's line and empties it. */
export const clearLine = '\r\u001b[2K'

/** A line that wraps could not be rewritten, so the start of a long path is left out. */
const shortened = (path: string): string => (path.length <= 40 ? path : `…${path.slice(-39)}`)

const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** Both in the unit of the larger one: `12.0/64.0 MiB`. */
const share = (bytes: number, total: number): string => {
  const power = Math.min(Math.floor(Math.log2(Math.max(total, 1)) / 10), units.length - 1)
  const shown = (count: number) => (count / 1024 ** power).toFixed(power === 0 ? 0 : 1)
  return `${shown(bytes)}/${shown(total)} ${units[power]}`
}

/** The terminal's current line, rewritten at each step. */
export const progressLine = ({ path, pass, passes, bytes, total }: ShownProgress): string => {
  const done = total === 0 ? 1 : (pass - 1 + bytes / total) / passes
  return `${clearLine}${shortened(visible(path))}: pass ${pass}/${passes}, ${share(bytes, total)}, ${Math.floor(done * 100)} %`
}
