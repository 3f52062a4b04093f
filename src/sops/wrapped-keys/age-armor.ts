import { fromBase64 } from './base64.ts'
import type { Fault } from './fault.ts'

const first = '-----BEGIN AGE ENCRYPTED FILE-----'
const last = '-----END AGE ENCRYPTED FILE-----'
const columns = 64

/** Bytes in a full line. */
const bytesInLine = (columns / 4) * 3

/** What age's ASCII armor holds. */
export interface Armored {
  readonly bytes: Uint8Array
  /** The line, counted from 0, that a byte of the content stands on. */
  lineOf(offset: number): number
}

/**
 * Opens age's ASCII armor as strictly as age does: full lines of 64 columns, canonical base64
 * (https://c2sp.org/age#ascii-armor). Blanks before and after are allowed.
 */
export const openAgeArmor = (text: string): Armored | Fault => {
  const lines = text.trimEnd().split(/\r?\n/)
  const begin = lines.findIndex((line) => line.trim() !== '')
  if (begin === -1) return { fault: 'it is empty' }
  if (lines[begin]?.trimStart() !== first) return { fault: 'it does not begin as age armor does', line: begin }
  const end = lines.length - 1
  if (lines[end] !== last) return { fault: 'its age armor has no end line', line: end }
  const pieces: Uint8Array[] = []
  for (let line = begin + 1; line < end; line++) {
    const piece = pieceOf(lines[line] ?? '', line === end - 1)
    if (piece === undefined) return { fault: 'a line of its age armor is no base64 of 64 columns', line }
    pieces.push(piece)
  }
  return { bytes: Buffer.concat(pieces), lineOf: (offset) => begin + 1 + Math.floor(offset / bytesInLine) }
}

/** The last line alone may be shorter and padded, and never empty. */
const pieceOf = (line: string, isLast: boolean): Uint8Array | undefined => {
  if (line === '' || line.length > columns) return undefined
  if (!isLast && (line.length < columns || line.endsWith('='))) return undefined
  return fromBase64(line)
}
