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
const plainCondition = /[^ \t\r\n;&|()"'`$\\]+/y
const arrayName = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=$/
const conditionSign = /&&|\|\||[()<>](?!\()|[()]/y
const expression = /\$\{\{((?:'[^'\n]{0,500}'|[^{}\n']|\}(?!\})){0,500})\}\}/y
const makeVariable = /\$(?:\([A-Za-z_]\w*\)|\{[A-Za-z_]\w*\})/y
const parameter = /[A-Za-z_]\w*|[\d@*#?!$-]/y

/** Nested substitutions beyond this are read as plain text; scripts that people write stay below ten. */
const maxDepth = 60

/** A heredoc is read twice, for its end and for its parts; those in one another therefore count more. */
const heredocDepth = 15

// Longer arithmetic is read as commands.
const longestArithmetic = 400
/** Longer runs of plain characters are taken in several pieces. */
const longestPlain = 4096

/**
 * Where a run of parts ends: at a metacharacter, at `"`, at `}`, at the end of the text of a heredoc. `quoted` are
 * braces within double quotes, where a single quote is a character like any other; in a `condition`, `[[ … ]]`, signs
 * of the shell are parts of patterns.
 */
type Within = 'word' | 'quotes' | 'braces' | 'quoted' | 'heredoc' | 'condition'

const plains: Readonly<Record<Within, RegExp>> = {
  word: plainWord,
  quotes: plainQuoted,
  braces: plainBraced,
  quoted: /[^}"`$\\]+/y,
  heredoc: /[^`$\\]+/y,
  condition: plainCondition,
}

interface Pending {
  readonly delimiter: string
  readonly tabs: boolean
  readonly body: { start: number; end: number; expands: boolean; parts: readonly Part[] }
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
  /** Between backticks. */
  #ticked = false
  /** Between `[[` and `]]`. */
  #condition = false

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
      const before = tokens.at(-1)
      if (this.#condition && this.#leavesCondition(before)) this.#condition = false
      const token = this.#condition ? this.#conditionWord() : (this.#arithmeticCommand(before) ?? this.#token())
      this.#condition = opensCondition(token, before) || (this.#condition && !isWord(token, ']]'))
      if (token.kind === 'operator' && token.text === '(') parentheses++
      if (token.kind === 'operator' && token.text === ')') parentheses = Math.max(0, parentheses - 1)
      if (token.kind === 'word' && startsCommand(before)) cases += caseStep(token)
      tokens.push(token)
      if (token.kind === 'operator' && token.text === '\n') this.#readHeredocs()
    }
    return tokens
  }

  /** A line that ends behind anything but a sign of the condition ends a condition that nothing closes. */
  #leavesCondition(before: Token | undefined): boolean {
    const next = this.#text[this.#at]
    if (next === ';') return true
    return next === '\n' && !(before?.kind === 'word' && /^(?:\[\[|&&|\|\||\(|!)$/.test(plainText(before)))
  }

  /** What stands between `[[` and `]]`: signs are words, and so is the end of a line. */
  #conditionWord(): Word {
    const start = this.#at
    if (this.#text[start] === '\n') {
      this.#at++
      return { kind: 'word', start, end: this.#at, parts: [{ kind: 'text', text: '&&' }] }
    }
    const sign = this.#take(conditionSign)
    if (sign !== undefined) return { kind: 'word', start, end: this.#at, parts: [{ kind: 'text', text: sign }] }
    const parts = this.#parts('condition')
    if (this.#at === start) this.#at++
    return { kind: 'word', start, end: this.#at, parts }
  }

  /** `((…))` where a command may stand, or behind `for`. */
  #arithmeticCommand(before: Token | undefined): Word | undefined {
    if (!this.#text.startsWith('((', this.#at)) return undefined
    if (!startsCommand(before) && !isWord(before, 'for')) return undefined
    const start = this.#at
    const end = this.#arithmeticEnd(start)
    if (end === undefined) return undefined
    this.#at = end
    const parts = this.#bodyParts({ start: start + 2, end: end - 2 })
    return { kind: 'word', start, end, parts: [{ kind: 'text', text: '((' }, ...parts] }
  }

  /** Behind the `))` that closes `((` at `from`; undefined where two groups open instead. */
  #arithmeticEnd(from: number): number | undefined {
    const limit = Math.min(this.#end, from + longestArithmetic)
    let depth = 0
    for (let at = from; at < limit; at++) {
      const character = this.#text[at]
      if (character === '(') depth++
      if (character !== ')') continue
      depth--
      if (depth === 1 && this.#text[at + 1] === ')') return at + 2
      if (depth <= 1) return undefined
    }
    return undefined
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

  /** A run of plain characters, in pieces, so that nothing behind the end is looked through again and again. */
  #takePlain(pattern: RegExp): string | undefined {
    pattern.lastIndex = 0
    const found = pattern.exec(this.#text.slice(this.#at, Math.min(this.#end, this.#at + longestPlain)))?.[0]
    if (found === undefined || found === '') return undefined
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
    const body = { start: this.#end, end: this.#end, expands: !/['"\\]/.test(raw), parts: [] }
    this.#pending.push({ delimiter: raw.replace(/['"\\]/g, ''), tabs, body })
    return body
  }

  #wordOnLine(): Word | undefined {
    const blanks = /(?:[ \t]|\\\r?\n)+/y
    this.#take(blanks)
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
    const add = (part: Part): void => {
      const last = parts.at(-1)
      if (part.kind !== 'text' || last?.kind !== 'text') parts.push(part)
      else parts[parts.length - 1] = { kind: 'text', text: last.text + part.text }
    }
    const start = this.#at
    let open = 0
    while (this.#at < this.#end) {
      const turn = within === 'condition' ? this.#parenthesis(open) : 0
      open += turn
      if (turn !== 0) for (const part of this.#plain(1)) add(part)
      if (turn !== 0) continue
      if (within === 'word' && this.#opensGroup(start)) {
        for (const part of this.#group(start)) add(part)
        continue
      }
      if ((open === 0 || this.#text[this.#at] === '\n') && this.#stops(within)) break
      const text = this.#takePlain(plains[within])
      if (text !== undefined) add({ kind: 'text', text })
      else for (const part of this.#special(within)) add(part)
    }
    return parts
  }

  /** Of a pattern in a condition, which closes what it opens. */
  #parenthesis(open: number): -1 | 0 | 1 {
    if (this.#text[this.#at] === '(') return 1
    return this.#text[this.#at] === ')' && open > 0 ? -1 : 0
  }

  /** `name=(…)` or a pattern like `@(a|b)`. */
  #opensGroup(start: number): boolean {
    if (this.#text[this.#at] !== '(' || this.#at === start) return false
    return '?*+@!='.includes(this.#text[this.#at - 1] ?? ' ')
  }

  #group(start: number): readonly Part[] {
    if (arrayName.test(this.#text.slice(Math.max(start, this.#at - 200), this.#at)))
      return this.#nest(1, () => this.#elements())
    const close = /\([^\s()]{0,500}\)/y
    return this.#takeOr(close)
  }

  #takeOr(pattern: RegExp): readonly Part[] {
    const text = this.#take(pattern)
    return text === undefined ? this.#plain(1) : [{ kind: 'text', text }]
  }

  /** The words of an array, blanks between them. */
  #elements(): readonly Part[] {
    const parts: Part[] = [{ kind: 'text', text: '(' }]
    for (const token of this.#inner()) {
      if (token.kind !== 'word') continue
      for (const part of token.parts) parts.push(part)
      parts.push({ kind: 'text', text: ' ' })
    }
    return parts
  }

  #stops(within: Within): boolean {
    const character = this.#text[this.#at] ?? ''
    if (within === 'heredoc') return false
    if (within === 'quotes') return character === '"'
    if (within === 'braces' || within === 'quoted') return character === '}'
    if (within === 'condition' && (character === '<' || character === '>')) return false
    const substitution = (character === '<' || character === '>') && this.#text[this.#at + 1] === '('
    return !substitution && /[ \t\r\n;&|<>()]/.test(character)
  }

  #special(within: Within): readonly Part[] {
    const character = this.#text[this.#at]
    if (character === '\\') return this.#escape(within)
    if (character === '$') return this.#dollar(within)
    if (character === '`') return this.#backticks()
    const bare = within === 'word' || within === 'braces' || within === 'condition'
    if (character === '"' && (bare || within === 'quoted'))
      return this.#nest(1, () => this.#closed('"', this.#parts('quotes')))
    if (character === "'" && bare) return this.#literal()
    if ((character === '<' || character === '>') && this.#text[this.#at + 1] === '(')
      return this.#nest(2, () => [{ kind: 'process', tokens: this.#inner() }])
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
    if (next === '`' && this.#ticked) return this.#innerBackticks()
    if (next === '\n' || this.#text.startsWith('\r\n', this.#at + 1)) {
      this.#at += next === '\n' ? 2 : 3
      return []
    }
    if ((within === 'quotes' || within === 'quoted') && !'$`"\\}'.includes(next)) return this.#plain(2)
    if (within === 'heredoc' && !'$`\\'.includes(next)) return this.#plain(2)
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
    if (next === '(' && this.#text[this.#at + 2] === '(') {
      const end = this.#arithmeticEnd(this.#at + 1)
      if (end !== undefined) return this.#arithmetic(end)
    }
    if (next === '{' && this.#text[this.#at + 2] === '{') {
      const whole = this.#take(expression)
      if (whole !== undefined) return [{ kind: 'expression', text: whole.slice(3, -2).trim() }]
    }
    if (next === '(') return this.#nest(2, () => [{ kind: 'commands', tokens: this.#inner() }])
    const inQuotes = within === 'quotes' || within === 'quoted' || within === 'heredoc'
    if (next === '{') return this.#nest(2, () => this.#closed('}', this.#braced(inQuotes)))
    if (next === "'" && !inQuotes) return this.#ansiLiteral()
    if (next === '"' && !inQuotes) return this.#closed('$', [])
    this.#at++
    const name = this.#take(parameter)
    return [name === undefined ? { kind: 'text', text: '$' } : { kind: 'parameter', name }]
  }

  #braced(quoted: boolean): readonly Part[] {
    const name = this.#take(parameter) ?? ''
    const fallback = this.#take(/:?-/y) !== undefined
    const operation = fallback ? undefined : this.#take(/(?:\[[@*]\])?(?::[+=?]|[+=?:#%/^,@])/y)
    const rest = this.#parts(quoted ? 'quoted' : 'braces')
    if (fallback) return [{ kind: 'parameter', name, fallback: rest }]
    return [{ kind: 'parameter', name, ...(operation === undefined ? {} : { operation, operand: rest }) }]
  }

  /** `$((…))` holds no words, but may hold substitutions. */
  #arithmetic(end: number): readonly Part[] {
    const inner = { start: this.#at + 3, end: end - 2 }
    this.#at = end
    const parts = this.#depth < maxDepth ? this.#bodyParts(inner) : []
    return [{ kind: 'text', text: '$((' }, ...parts, { kind: 'text', text: '))' }]
  }

  #makeReference(): readonly Part[] {
    const name = this.#take(makeVariable)
    if (name !== undefined) return [{ kind: 'parameter', name: name.slice(2, -1) }]
    const close = { '(': ')', '{': '}' }[this.#text[this.#at + 1] ?? '']
    const end = close === undefined ? this.#end : this.#next(close, this.#at)
    return this.#plain(end >= this.#lineEnd(this.#at) ? 1 : end + 1 - this.#at)
  }

  #backticks(): readonly Part[] {
    let close = this.#at + 1
    while (close < this.#end && this.#text[close] !== '`') close += this.#text[close] === '\\' ? 2 : 1
    return this.#between(1, close)
  }

  /** Backticks within backticks are written with a backslash. */
  #innerBackticks(): readonly Part[] {
    const close = this.#next('\\`', this.#at + 2)
    return close >= this.#end ? this.#plain(2) : this.#between(2, close)
  }

  /** The commands between two signs of `length` characters, the second at `close`. */
  #between(length: number, close: number): readonly Part[] {
    const outer = this.#end
    const ticked = this.#ticked
    this.#end = Math.min(close, outer)
    this.#ticked = length === 1
    const parts = this.#nest(length, () => [{ kind: 'commands', tokens: this.tokens(false) }])
    this.#at = Math.min(close + length, outer)
    this.#end = outer
    this.#ticked = ticked
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
      if (body.expands) body.parts = this.#bodyParts(body)
    }
  }

  /** What a body that expands is made of; read apart, as deep as the heredoc stands. */
  #bodyParts({ start, end }: TextRange): readonly Part[] {
    if (this.#depth + heredocDepth > maxDepth) return []
    const inner = new Lexer(this.#text, this.#dialect, { start, end })
    inner.#depth = this.#depth + heredocDepth
    return inner.#parts('heredoc')
  }

  #ends(line: string, delimiter: string, tabs: boolean): boolean {
    const bare = line.endsWith('\r') ? line.slice(0, -1) : line
    if (this.#dialect.indented === true) return bare.trimStart() === delimiter
    return (tabs ? bare.replace(/^\t+/, '') : bare) === delimiter
  }
}

const keywordsBefore: ReadonlySet<string> = new Set([
  ...['if', 'then', 'elif', 'else', 'while', 'until', 'do', '{', '!', 'time'],
])

const isWord = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'word' && token.end - token.start === text.length && plainText(token) === text

const opensCondition = (token: Token, before: Token | undefined): boolean =>
  isWord(token, '[[') && startsCommand(before)

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
