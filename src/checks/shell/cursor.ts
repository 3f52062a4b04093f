import type { TextRange } from '../../formats/tree.ts'

// Longer arithmetic is read as commands.
const longestArithmetic = 400
/** Longer runs of plain characters are taken in several pieces. */
const longestPlain = 4096

/** A place in a part of a text, and what stands there. */
export class Cursor {
  protected readonly text: string
  protected at: number
  protected end: number
  /** Where each sign stands next, seen from where it was looked for last. */
  readonly #found = new Map<string, TextRange>()

  constructor(text: string, { start, end }: TextRange) {
    this.text = text
    this.at = start
    this.end = end
  }

  /** Steps over blanks, continued lines and comments; false at the end. */
  protected skipBlank(): boolean {
    for (; this.at < this.end; this.at++) {
      const character = this.text[this.at]
      if (character === '#') this.at = this.lineEnd(this.at) - 1
      else if (character === '\\' && this.text[this.at + 1] === '\n') this.at++
      else if (character === '\\' && this.text.startsWith('\r\n', this.at + 1)) this.at += 2
      else if (character !== ' ' && character !== '\t' && character !== '\r') return true
    }
    this.at = Math.min(this.at, this.end)
    return false
  }

  protected lineEnd(from: number): number {
    return Math.min(this.next('\n', from), this.end)
  }

  /** The next place of a sign, or the end of the text; a place that was found is not looked for again. */
  protected next(sign: string, from: number): number {
    const found = this.#found.get(sign)
    if (found !== undefined && from >= found.start && from <= found.end) return found.end
    const at = this.text.indexOf(sign, from)
    const end = at < 0 ? this.text.length : at
    this.#found.set(sign, { start: from, end })
    return end
  }

  protected take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    if (found === undefined || found === '' || this.at + found.length > this.end) return undefined
    this.at += found.length
    return found
  }

  /** A run of plain characters, in pieces, so that nothing behind the end is looked through again and again. */
  protected takePlain(pattern: RegExp): string | undefined {
    pattern.lastIndex = 0
    const found = pattern.exec(this.text.slice(this.at, Math.min(this.end, this.at + longestPlain)))?.[0]
    if (found === undefined || found === '') return undefined
    this.at += found.length
    return found
  }

  protected closed<T>(sign: string, parts: readonly T[]): readonly T[] {
    if (this.at < this.end && this.text.startsWith(sign, this.at)) this.at += sign.length
    return parts
  }

  /** Behind the `))` that closes `((` at `from`; undefined where two groups open instead. */
  protected arithmeticEnd(from: number): number | undefined {
    const limit = Math.min(this.end, from + longestArithmetic)
    let depth = 0
    for (let at = from; at < limit; at++) {
      const character = this.text[at]
      if (character === '(') depth++
      if (character !== ')') continue
      depth--
      if (depth === 1 && this.text[at + 1] === ')') return at + 2
      if (depth <= 1) return undefined
    }
    return undefined
  }
}
