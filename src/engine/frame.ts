import type { Span } from '../model/rule.ts'
import { lineSpan } from './lines.ts'

const widest = 100
const mostBytes = 400

const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.subarray(start, Math.max(start, end))).toString('utf8')

// A value no rule knows may stand beside one that is known: long mixed runs are masked as well.
const maskRuns = (text: string): string =>
  text
    .replace(/[A-Za-z0-9+/_=.~!@#$%^&*-]{12,}/g, (run) => (/\d/.test(run) && /[A-Za-z]/.test(run) ? '****' : run))
    .replace(/(:\/\/[^\s:/@]*:)[^\s@]+@/g, '$1****@')

const clipped = (text: string): string => (text.length <= widest ? text : `…${text.slice(-widest + 1)}`)

/** The bytes between two offsets as text, with the parts that `secrets` cover masked. */
const masked = (bytes: Uint8Array, start: number, end: number, secrets: readonly Span[]): string => {
  let shown = ''
  let at = start
  for (const secret of [...secrets].sort((a, b) => a.start - b.start)) {
    if (secret.end <= at || secret.start >= end) continue
    shown += `${maskRuns(textOf(bytes, at, secret.start))}****`
    at = Math.min(secret.end, end)
  }
  return shown + maskRuns(textOf(bytes, at, end))
}

/**
 * The line on which a hit begins. Of a hit with a secret, the line up to the value and `****` in its place; what
 * follows is left out. `secrets` are all secrets known in the content, so that the frame shows none of them.
 */
export const frameOf = (bytes: Uint8Array, span: Span, secrets: readonly Span[], secret: boolean): string => {
  const line = lineSpan(bytes, span.start)
  const from = Math.max(line.start, span.start - mostBytes)
  if (!secret) return masked(bytes, from, Math.min(line.end, from + mostBytes), secrets).slice(0, widest)
  return `${clipped(masked(bytes, from, span.start, secrets))}****${span.end < line.end ? ' …' : ''}`
}
