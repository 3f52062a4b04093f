import type { TextRange } from './tree.ts'

const inLine = /[^\S\n]+/y
const anywhere = /[\s,;]+/y

/** A place in a text of HCL that moves on. */
export class HclScanner {
  readonly text: string
  at: number
  readonly #end: number

  constructor(text: string, start: number, end: number) {
    this.text = text
    this.at = start
    this.#end = end
  }

  atEnd(): boolean {
    return this.at >= this.#end
  }

  giveUp(): void {
    this.at = this.#end
  }

  skip(length = 1): void {
    this.at = Math.min(this.#end, this.at + length)
  }

  sees(sign: string): boolean {
    return this.at < this.#end && this.text.startsWith(sign, this.at)
  }

  /** A sign that ends something, which what is missing before it must not take with it. */
  closes(): boolean {
    return this.sees('}') || this.sees(']') || this.sees(')')
  }

  accept(sign: string): boolean {
    if (sign === '' || !this.sees(sign)) return false
    this.at += sign.length
    return true
  }

  take(pattern: RegExp): string | undefined {
    const { at: start } = this
    return this.#matched(pattern) === undefined ? undefined : this.text.slice(start, this.at)
  }

  takeGroup(pattern: RegExp): string | undefined {
    return this.#matched(pattern)?.[1]
  }

  /** Steps over blanks and comments, and over line ends and separators where those mean nothing. */
  blanks(lines: boolean): void {
    const blank = lines ? anywhere : inLine
    while (!this.atEnd()) {
      if (this.take(blank) !== undefined) continue
      if (this.sees('#') || this.sees('//')) this.#to('\n', 0)
      else if (this.sees('/*')) this.#to('*/', 2)
      else return
    }
  }

  /** The lines up to the one that holds `word` and nothing else; steps over that one. */
  heredoc(word: string): TextRange {
    const start = this.at
    for (let line = start; line < this.#end; ) {
      const newline = this.text.indexOf('\n', line)
      const end = newline === -1 || newline > this.#end ? this.#end : newline
      if (this.text.slice(line, Math.min(end, line + word.length + 200)).trim() === word) {
        this.at = end
        return { start, end: line }
      }
      line = end + 1
    }
    this.at = this.#end
    return { start, end: this.#end }
  }

  /** Moves to a sign, or behind it; what is never closed lasts to the end. */
  #to(sign: string, length: number): void {
    const found = this.text.indexOf(sign, this.at + length)
    this.at = found === -1 ? this.#end : Math.min(this.#end, found + length)
  }

  #matched(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    if (match === null || match[0] === '' || this.atEnd()) return undefined
    this.at = Math.min(this.#end, pattern.lastIndex)
    return match
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** The character that begins at a place of a string, and of how many signs it is made. */
export const escapeAt = (text: string, at: number): { readonly read: string; readonly length: number } => {
  if (text.startsWith('$${', at) || text.startsWith('%%{', at)) return { read: text.slice(at + 1, at + 3), length: 3 }
  const next = text[at + 1]
  if (text[at] !== '\\' || next === undefined || next === '\n') return { read: text[at] ?? '', length: 1 }
  const code = /^(?:u[\da-fA-F]{4}|U[\da-fA-F]{8})/.exec(text.slice(at + 1, at + 10))?.[0]
  if (code === undefined) return { read: escapes[next] ?? next, length: 2 }
  const point = Number.parseInt(code.slice(1), 16)
  return { read: point > 0x10ffff ? '\uFFFD' : String.fromCodePoint(point), length: 1 + code.length }
}
