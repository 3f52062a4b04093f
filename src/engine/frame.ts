import type { Span } from '../model/rule.ts'
import { lineSpan } from './lines.ts'

const mostBytes = 120

const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.subarray(start, Math.max(start, end))).toString('utf8')

// Blanks and list marks, then a quote.
const indent = /^[ \t]*(?:- )*/
const bare = /^[ \t]*(?:- )*["'`[{(]*$/

// The label directly before a value, with a word of the language before it; or the opening tag of XML.
const label =
  /(?:\b(?:export|ENV|ARG|const|let|var|set|local|readonly) )?["'`]?[\w.-]{1,60}["'`]?[ \t]*(?::=|=>|[:=])[ \t]*["'`[{(]*$|<[\w.:-]{1,60}>[ \t]*$/

/** Of what stands before a value, its label: whatever else is there may be a value that no rule knows. */
const labelOf = (before: string): string => {
  if (bare.test(before)) return before
  const blanks = indent.exec(before)?.[0] ?? ''
  const shown = label.exec(before)?.[0] ?? ''
  return blanks.length + shown.length >= before.length ? before : `${blanks}… ${shown}`
}

/**
 * The line on which a hit begins: of one with a secret, its label and `****` in place of the value; of one without,
 * the text it is about. Nothing else of the line is shown, because it may hold what no rule knows.
 */
export const frameOf = (bytes: Uint8Array, span: Span, secret: boolean): string => {
  const line = lineSpan(bytes, span.start)
  const from = Math.max(line.start, span.start - mostBytes)
  const more = span.end < line.end ? ' …' : ''
  if (secret) return `${labelOf(textOf(bytes, from, span.start))}****${more}`
  const shown = textOf(bytes, span.start, Math.min(line.end, span.end, span.start + mostBytes))
  return `${from === span.start ? '' : '… '}${shown}${more}`
}
