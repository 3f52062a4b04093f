import type { Span } from '../model/rule.ts'
import type { Window } from './pattern-data.ts'

/** The parts of a document of `length` bytes in which a match around one of `offsets` can stand, in order, none overlapping. */
export function* windowsAround(offsets: readonly number[], window: Window, length: number): Generator<Span> {
  let open: { start: number; end: number } | undefined
  for (const offset of offsets) {
    const start = Math.max(0, offset - window.before - window.behind)
    const end = Math.min(length, offset + window.after + window.ahead)
    if (open !== undefined && start <= open.end) {
      open.end = Math.max(open.end, end)
      continue
    }
    if (open !== undefined) yield open
    open = { start, end }
  }
  if (open !== undefined) yield open
}
