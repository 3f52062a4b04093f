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

/** A line when a pass begins, as GNU shred -v writes it; nothing in between. */
export const passLine = ({ path, pass, passes, kind, bytes }: ShownProgress): string => {
  if (bytes > 0) return ''
  return `leaktight shred: ${visible(path)}: pass ${pass}/${passes} (${kind === 'zeros' ? '000000' : 'random'})...\n`
}

/** Goes back to the start of the terminal's line and empties it. */
export const clearLine = '\r\u001b[2K'

/** A line that wraps could not be rewritten, so the start of a long path is left out. */
const shortened = (path: string): string => (path.length <= 50 ? path : `…${path.slice(-49)}`)

/** The terminal's current line, rewritten at each step. */
export const progressLine = ({ path, pass, passes, bytes, total }: ShownProgress): string => {
  const share = total === 0 ? 1 : (pass - 1 + bytes / total) / passes
  return `${clearLine}${shortened(visible(path))}: pass ${pass}/${passes}, ${Math.floor(share * 100)} %`
}
