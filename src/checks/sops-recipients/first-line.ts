import type { TextRange } from '../../formats/tree.ts'

/** A range as far as its first line goes: an entry begins with whom it is for, and ends with a block of armor. */
export const firstLine = ({ start, end }: TextRange, text: string): TextRange => {
  const lineEnd = text.indexOf('\n', start)
  return { start, end: lineEnd === -1 ? end : Math.min(lineEnd, end) }
}
