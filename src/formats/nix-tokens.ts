import { maxTokens } from './limits.ts'
import type { NixToken, NixTokenKind } from './nix-token.ts'

/**
 * Cuts a Nix expression into tokens as Nix's own lexer does. Never fails: what is no Nix becomes operators, and what
 * is never closed lasts to the end. Linear in the length of the text.
 */
export const nixTokens = (text: string, most = maxTokens): readonly NixToken[] => new Lexer(text).tokens(most)

/** What surrounds the next token. A brace begins `code` in code, `${` does so in a string and in a path. */
type Mode = 'code' | 'string' | 'indented' | 'path'

/** The next token, and what is around the one behind it. */
interface Step {
  readonly kind: NixTokenKind
  readonly end: number
  readonly enter?: Mode
  readonly leave?: true
}

type Pattern = readonly [NixTokenKind, RegExp]

// Of two that fit, Nix takes the longer one: these are asked after paths and URIs.
const patterns: readonly Pattern[] = [
  ['space', /\s+/y],
  ['comment', /#[^\r\n]*/y],
  ['name', /[A-Za-z_][A-Za-z0-9_'-]*/y],
  ['number', /\d+(?:\.\d*)?(?:[Ee][+-]?\d+)?|\.\d+/y],
  ['search-path', /<[\w.+-]+(?:\/[\w.+-]+)*>/y],
  ['operator', /\.\.\.|==|!=|<=|>=|&&|\|\||->|\/\/|\+\+|\|>|<\||[\s\S]/y],
]

const pathRun = /[\w.+-]*/y
const schemeRun = /[A-Za-z0-9+.-]*/y
const restOfPath = /(?:\/[\w.+-]+)*\/?/y
const restOfUri = /:[A-Za-z0-9%/?:@&=+$,\-_.!~*']+/y
const withinPath = /[\w.+/-]+/y
const afterSlash = /[\w.+-]|\$\{/y
const stringSign = /["\\$]/g
const indentedSign = /['$]/g

class Lexer {
  readonly #text: string
  readonly #modes: Mode[] = ['code']
  #at = 0
  /** Where the run of letters ends that was looked at last, so that none is looked at from each of its letters. */
  #pathRunEnd = 0
  #schemeRunEnd = 0

  constructor(text: string) {
    this.#text = text
  }

  tokens(most: number): readonly NixToken[] {
    const tokens: NixToken[] = []
    while (this.#at < this.#text.length) {
      const { kind, end, enter, leave } = tokens.length < most ? this.#step() : this.#to('rest', this.#text.length)
      tokens.push({ kind, start: this.#at, end })
      this.#at = end
      if (enter !== undefined) this.#modes.push(enter)
      if (leave === true && this.#modes.length > 1) this.#modes.pop()
    }
    return tokens
  }

  #to(kind: NixTokenKind, end: number): Step {
    return { kind, end }
  }

  #step(): Step {
    const mode = this.#modes.at(-1)
    if (mode === 'string') return this.#inString()
    if (mode === 'indented') return this.#inIndented()
    return (mode === 'path' ? this.#inPath() : undefined) ?? this.#inCode()
  }

  #endOf(pattern: RegExp, from = this.#at): number {
    pattern.lastIndex = from
    return pattern.test(this.#text) ? pattern.lastIndex : from
  }

  #inCode(): Step {
    return this.#sign() ?? this.#uri() ?? this.#path() ?? this.#plain()
  }

  /** What one or two characters decide. */
  #sign(): Step | undefined {
    const text = this.#text
    const at = this.#at
    if (text.startsWith('/*', at)) return this.#blockComment()
    if (text[at] === '"') return { kind: 'open-quote', end: at + 1, enter: 'string' }
    if (text.startsWith("''", at)) return { kind: 'open-quote', end: at + 2, enter: 'indented' }
    if (text.startsWith('${', at)) return this.#interpolation(at)
    if (text[at] === '{') return { kind: 'operator', end: at + 1, enter: 'code' }
    if (text[at] === '}') return { kind: 'operator', end: at + 1, leave: true }
    return undefined
  }

  #interpolation(at: number): Step {
    return { kind: 'interpolation', end: at + 2, enter: 'code' }
  }

  #plain(): Step {
    for (const [kind, pattern] of patterns) {
      const end = this.#endOf(pattern)
      if (end > this.#at) return { kind, end }
    }
    return this.#to('operator', this.#at + 1)
  }

  #blockComment(): Step {
    const close = this.#text.indexOf('*/', this.#at + 2)
    return this.#to('comment', close < 0 ? this.#text.length : close + 2)
  }

  #uri(): Step | undefined {
    if (!/[A-Za-z]/.test(this.#text[this.#at] ?? '')) return undefined
    if (this.#at >= this.#schemeRunEnd) this.#schemeRunEnd = this.#endOf(schemeRun)
    const end = this.#endOf(restOfUri, this.#schemeRunEnd)
    return end === this.#schemeRunEnd ? undefined : { kind: 'uri', end }
  }

  /** `a/b`, `./a`, `../a`, `/a`, `~/a`, and what stands of it before `${`. */
  #path(): Step | undefined {
    const home = this.#text.startsWith('~/', this.#at) ? 1 : 0
    if (this.#at >= this.#pathRunEnd) this.#pathRunEnd = this.#endOf(pathRun)
    const slash = home === 1 ? this.#at + 1 : this.#pathRunEnd
    if (this.#text[slash] !== '/' || this.#endOf(afterSlash, slash + 1) === slash + 1) return undefined
    return this.#pathTo(this.#endOf(restOfPath, slash))
  }

  #pathTo(end: number): Step {
    return { kind: 'path', end, ...(this.#text.startsWith('${', end) ? { enter: 'path' } : {}) }
  }

  #inPath(): Step | undefined {
    if (this.#text.startsWith('${', this.#at)) return this.#interpolation(this.#at)
    const end = this.#endOf(withinPath)
    if (end > this.#at) return this.#to('path', end)
    this.#modes.pop()
    return undefined
  }

  #inString(): Step {
    const text = this.#text
    let at = this.#at
    for (;;) {
      const sign = this.#find(stringSign, at)
      if (text[sign] === '"') return this.#textOr(sign, { kind: 'close-quote', end: sign + 1, leave: true })
      if (sign === text.length) return this.#to('text', sign)
      if (text.startsWith('${', sign)) return this.#textOr(sign, this.#interpolation(sign))
      // A dollar sign takes what follows with it, so that `$${` begins nothing.
      at = text[sign] === '\\' || !/["\\]/.test(text[sign + 1] ?? '') ? sign + 2 : sign + 1
    }
  }

  #inIndented(): Step {
    const text = this.#text
    let at = this.#at
    for (;;) {
      const sign = this.#find(indentedSign, at)
      if (sign === text.length) return this.#to('text', sign)
      if (text.startsWith('${', sign)) return this.#textOr(sign, this.#interpolation(sign))
      const quotes = text.startsWith("''", sign)
      const length = quotes ? escapeLength(text[sign + 2]) : singleLength(text, sign)
      if (length === 0) return this.#textOr(sign, { kind: 'close-quote', end: sign + 2, leave: true })
      at = sign + length
    }
  }

  /** Where a sign stands next, or the end. */
  #find(pattern: RegExp, from: number): number {
    pattern.lastIndex = from
    return pattern.exec(this.#text)?.index ?? this.#text.length
  }

  /** The text before a sign; the sign itself when it is next. */
  #textOr(sign: number, step: Step): Step {
    return sign > this.#at ? this.#to('text', sign) : step
  }
}

/** Of `'''`, `''$` and `''\x`; 0 for the end of a string. */
const escapeLength = (next: string | undefined): number => {
  if (next === '\\') return 4
  return next === "'" || next === '$' ? 3 : 0
}

/** `$$` belongs together, so that `$${` begins nothing. */
const singleLength = (text: string, at: number): number => (text[at] === '$' && text[at + 1] !== "'" ? 2 : 1)
