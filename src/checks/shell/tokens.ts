import type { TextRange } from '../../formats/tree.ts'
import type { Dialect, Heredoc, Part, Redirection, Token, Word } from './token.ts'

/** Reads POSIX shell, bash and zsh as far as words, quotes, comments, redirections and heredocs go. Never fails. */
export const tokenise = (
  text: string,
  dialect: Dialect = {},
  part: TextRange = { start: 0, end: text.length },
): readonly Token[] => new Lexer(text, dialect, part).tokens(false)

const redirection = /(?:&>>|&>|\d*(?:<<<|<<-|<<|<>|<&|<(?!\()|>>|>\||>&|>(?!\()))/y
const operator = /;;&|;;|;&|;|&&|&|\|\||\|&|\||\(|\)/y
const plainWord = /[^ \t\r\n;&|<>()'"`$\\]+/y
const plainQuoted = /[^"`$\\]+/y
const plainBraced = /[^}'"`$\\]+/y
const parameter = /[A-Za-z_]\w*|[\d@*#?!$-]/y

/** Nested substitutions beyond this are read as plain text; scripts that people write stay below ten. */
const maxDepth = 60

/** Where a run of parts ends: at a metacharacter, at `"`, at `}`. */
type Within = 'word' | 'quotes' | 'braces'

interface Pending {
  readonly delimiter: string
  readonly tabs: boolean
  readonly body: { start: number; end: number; expands: boolean }
}

class Lexer {
  readonly #text: string
  readonly #dialect: Dialect
  #at: number
  #end: number
  /** Where each sign stands next, seen from where it was looked for last. */
  readonly #found = new Map<string, TextRange>()
  #depth = 0
  #pending: Pending[] = []

  constructor(text: string, dialect: Dialect, { start, end }: TextRange) {
    this.#text = text
    this.#dialect = dialect
    this.#at = start
    this.#end = end
  }

  /** All tokens up to the end or, where `nested`, to the parenthesis that closes the substitution. */
  tokens(nested: boolean): Token[] {
    const tokens: Token[] = []
    let parentheses = 0
    let cases = 0
    while (this.#skipBlank()) {
      if (nested && this.#text[this.#at] === ')' && parentheses === 0 && cases === 0) break
      const token = this.#token()
      if (token.kind === 'operator' && token.text === '(') parentheses++
      if (token.kind === 'operator' && token.text === ')') parentheses = Math.max(0, parentheses - 1)
      if (token.kind === 'word' && startsCommand(tokens.at(-1))) cases += caseStep(token)
      tokens.push(token)
      if (token.kind === 'operator' && token.text === '\n') this.#readHeredocs()
    }
    return tokens
  }

  /** Steps over blanks, continued lines and comments; false at the end. */
  #skipBlank(): boolean {
    for (; this.#at < this.#end; this.#at++) {
      const character = this.#text[this.#at]
      if (character === '#') this.#at = this.#lineEnd(this.#at) - 1
      else if (character === '\\' && this.#text[this.#at + 1] === '\n') this.#at++
      else if (character === '\\' && this.#text.startsWith('\r\n', this.#at + 1)) this.#at += 2
      else if (character !== ' ' && character !== '\t' && character !== '\r') return true
    }
    this.#at = Math.min(this.#at, this.#end)
    return false
  }

  #lineEnd(from: number): number {
    return Math.min(this.#next('\n', from), this.#end)
  }

  /** The next place of a sign, or the end of the text; a place that was found is not looked for again. */
  #next(sign: string, from: number): number {
    const found = this.#found.get(sign)
    if (found !== undefined && from >= found.start && from <= found.end) return found.end
    const at = this.#text.indexOf(sign, from)
    const end = at < 0 ? this.#text.length : at
    this.#found.set(sign, { start: from, end })
    return end
  }

  #token(): Token {
    const start = this.#at
    if (this.#text[start] === '\n') {
      this.#at++
      return { kind: 'operator', start, end: this.#at, text: '\n' }
    }
    const redirect = this.#take(redirection)
    if (redirect !== undefined) return this.#redirection(start, redirect)
    const text = this.#take(operator)
    if (text !== undefined) return { kind: 'operator', start, end: this.#at, text }
    return this.#word()
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined || found === '' || this.#at + found.length > this.#end) return undefined
    this.#at += found.length
    return found
  }

  #redirection(start: number, text: string): Redirection {
    const [descriptor = ''] = /^\d*/.exec(text) ?? []
    const operator = text.slice(descriptor.length)
    const sign = { kind: 'redirection', start, operator, ...(descriptor === '' ? {} : { descriptor }) } as const
    const target = this.#wordOnLine()
    if (target === undefined) return { ...sign, end: this.#at }
    if (operator !== '<<' && operator !== '<<-') return { ...sign, end: target.end, target }
    return { ...sign, end: target.end, heredoc: this.#expectHeredoc(target, operator === '<<-') }
  }

  /** The body gets its range when the line ends. */
  #expectHeredoc({ start, end }: Word, tabs: boolean): Heredoc {
    const raw = this.#text.slice(start, end)
    const body = { start: this.#end, end: this.#end, expands: !/['"\\]/.test(raw) }
    this.#pending.push({ delimiter: raw.replace(/['"\\]/g, ''), tabs, body })
    return body
  }

  #wordOnLine(): Word | undefined {
    while (this.#at < this.#end && /[ \t]/.test(this.#text[this.#at] ?? '')) this.#at++
    const next = this.#text[this.#at] ?? '\n'
    const substitution = (next === '<' || next === '>') && this.#text[this.#at + 1] === '('
    if (this.#at >= this.#end || (!substitution && /[\r\n;&|<>()#]/.test(next))) return undefined
    return this.#word()
  }

  #word(): Word {
    const start = this.#at
    const parts = this.#parts('word')
    if (this.#at === start) this.#at++ // A metacharacter in an odd place: step over it.
    return { kind: 'word', start, end: this.#at, parts }
  }

  #parts(within: Within): Part[] {
    const parts: Part[] = []
    const plain = within === 'word' ? plainWord : within === 'quotes' ? plainQuoted : plainBraced
    while (this.#at < this.#end && !this.#stops(within)) {
      const text = this.#take(plain)
      if (text !== undefined) parts.push({ kind: 'text', text })
      else parts.push(...this.#special(within))
    }
    return parts
  }

  #stops(within: Within): boolean {
    const character = this.#text[this.#at] ?? ''
    if (within === 'quotes') return character === '"'
    if (within === 'braces') return character === '}'
    const substitution = (character === '<' || character === '>') && this.#text[this.#at + 1] === '('
    return !substitution && /[ \t\r\n;&|<>()]/.test(character)
  }

  #special(within: Within): readonly Part[] {
    const character = this.#text[this.#at]
    if (character === '\\') return this.#escape(within)
    if (character === '$') return this.#dollar(within)
    if (character === '`') return this.#backticks()
    if (character === '"' && within !== 'quotes') return this.#nest(1, () => this.#closed('"', this.#parts('quotes')))
    if (character === "'" && within !== 'quotes') return this.#literal()
    if (character === '<' || character === '>') return this.#nest(2, () => [{ kind: 'process', tokens: this.#inner() }])
    return this.#plain(1)
  }

  #plain(length: number): readonly Part[] {
    const text = this.#text.slice(this.#at, this.#at + length)
    this.#at += length
    return [{ kind: 'text', text }]
  }

  /** Runs `read` behind an opening sign of `length` characters; too deep, the sign is plain text. */
  #nest(length: number, read: () => readonly Part[]): readonly Part[] {
    if (this.#depth >= maxDepth) return this.#plain(length)
    this.#at += length
    this.#depth++
    const parts = read()
    this.#depth--
    return parts
  }

  #closed(sign: string, parts: readonly Part[]): readonly Part[] {
    if (this.#at < this.#end && this.#text.startsWith(sign, this.#at)) this.#at += sign.length
    return parts
  }

  #inner(): readonly Token[] {
    const tokens = this.tokens(true)
    this.#closed(')', [])
    return tokens
  }

  #escape(within: Within): readonly Part[] {
    const next = this.#text[this.#at + 1] ?? ''
    if (next === '\n' || this.#text.startsWith('\r\n', this.#at + 1)) {
      this.#at += next === '\n' ? 2 : 3
      return []
    }
    if (within === 'quotes' && !'$`"\\'.includes(next)) return this.#plain(2)
    this.#at++
    return this.#at < this.#end ? this.#plain(1) : []
  }

  #literal(): readonly Part[] {
    const start = this.#at + 1
    const close = this.#text.indexOf("'", start)
    const end = close < 0 || close >= this.#end ? this.#end : close
    this.#at = Math.min(this.#end, end + 1)
    return [{ kind: 'text', text: this.#text.slice(start, end) }]
  }

  /** `$'…'`, where a backslash escapes the quote. */
  #ansiLiteral(): readonly Part[] {
    const start = this.#at + 2
    this.#at = start
    while (this.#at < this.#end && this.#text[this.#at] !== "'") this.#at += this.#text[this.#at] === '\\' ? 2 : 1
    this.#at = Math.min(this.#at, this.#end)
    const text = this.#text.slice(start, this.#at)
    return this.#closed("'", [{ kind: 'text', text }])
  }

  #dollar(within: Within): readonly Part[] {
    if (this.#dialect.make === true) {
      if (this.#text[this.#at + 1] !== '$') return this.#makeReference()
      this.#at++
    }
    const next = this.#text[this.#at + 1]
    if (next === '(' && this.#text[this.#at + 2] === '(') return this.#arithmetic()
    if (next === '(') return this.#nest(2, () => [{ kind: 'commands', tokens: this.#inner() }])
    if (next === '{') return this.#nest(2, () => this.#closed('}', this.#braced()))
    if (next === "'" && within !== 'quotes') return this.#ansiLiteral()
    this.#at++
    const name = this.#take(parameter)
    return [name === undefined ? { kind: 'text', text: '$' } : { kind: 'parameter', name }]
  }

  #braced(): readonly Part[] {
    const name = this.#take(parameter) ?? ''
    const fallback = this.#take(/:?-/y) !== undefined
    const rest = this.#parts('braces')
    return [{ kind: 'parameter', name, ...(fallback ? { fallback: rest } : {}) }]
  }

  /** `$((…))`: holds no words. */
  #arithmetic(): readonly Part[] {
    const start = this.#at
    this.#at++
    let depth = 0
    do {
      if (this.#text[this.#at] === '(') depth++
      if (this.#text[this.#at] === ')') depth--
      this.#at++
    } while (depth > 0 && this.#at < this.#end)
    return [{ kind: 'text', text: this.#text.slice(start, this.#at) }]
  }

  #makeReference(): readonly Part[] {
    const close = { '(': ')', '{': '}' }[this.#text[this.#at + 1] ?? '']
    const end = close === undefined ? this.#end : this.#next(close, this.#at)
    return this.#plain(end >= this.#lineEnd(this.#at) ? 1 : end + 1 - this.#at)
  }

  #backticks(): readonly Part[] {
    const outer = this.#end
    let close = this.#at + 1
    while (close < outer && this.#text[close] !== '`') close += this.#text[close] === '\\' ? 2 : 1
    this.#end = Math.min(close, outer)
    const parts = this.#nest(1, () => [{ kind: 'commands', tokens: this.tokens(false) }])
    this.#at = Math.min(close + 1, outer)
    this.#end = outer
    return parts
  }

  /** The bodies of the heredocs that began on the line before. */
  #readHeredocs(): void {
    for (const { delimiter, tabs, body } of this.#pending.splice(0)) {
      body.start = this.#at
      body.end = this.#end
      while (this.#at < this.#end) {
        const lineStart = this.#at
        const lineEnd = this.#lineEnd(lineStart)
        this.#at = Math.min(lineEnd + 1, this.#end)
        if (this.#ends(this.#text.slice(lineStart, lineEnd), delimiter, tabs)) {
          body.end = lineStart
          break
        }
      }
    }
  }

  #ends(line: string, delimiter: string, tabs: boolean): boolean {
    const bare = line.endsWith('\r') ? line.slice(0, -1) : line
    if (this.#dialect.indented === true) return bare.trimStart() === delimiter
    return (tabs ? bare.replace(/^\t+/, '') : bare) === delimiter
  }
}

const keywordsBefore: ReadonlySet<string> = new Set(['then', 'do', 'else', '{', '!'])

const startsCommand = (before: Token | undefined): boolean =>
  before === undefined ||
  before.kind === 'operator' ||
  (before.kind === 'word' && keywordsBefore.has(plainText(before)))

/** In `case x in y) …` the parenthesis closes nothing. */
const caseStep = (word: Word): number => {
  const text = plainText(word)
  if (text === 'case') return 1
  return text === 'esac' ? -1 : 0
}

/** The text of a word that is nothing but text; empty for any other. */
export const plainText = (word: Word): string => {
  let text = ''
  for (const part of word.parts) {
    if (part.kind !== 'text') return ''
    text += part.text
  }
  return text
}
