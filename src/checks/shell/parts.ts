import type { TextRange } from '../../formats/tree.ts'
import { Cursor } from './cursor.ts'
import type { Dialect, Part, Token } from './token.ts'

const plainWord = /[^ \t\r\n;&|<>()'"`$\\]+/y
const plainQuoted = /[^"`$\\]+/y
const plainBraced = /[^}'"`$\\]+/y
const plainCondition = /[^ \t\r\n;&|()"'`$\\]+/y
const arrayName = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=$/
const expression = /\$\{\{((?:'[^'\n]{0,500}'|[^{}\n']|\}(?!\})){0,500})\}\}/y
const makeVariable = /\$(?:\([A-Za-z_]\w*\)|\{[A-Za-z_]\w*\})/y
const parameter = /[A-Za-z_]\w*|[\d@*#?!$-]/y

/** Nested substitutions beyond this are read as plain text; scripts that people write stay below ten. */
const maxDepth = 60

/** A heredoc is read twice, for its end and for its parts; those in one another therefore count more. */
const heredocDepth = 15

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

/** Reads what a word is made of: text, quotes, parameters and substitutions. */
export abstract class PartReader extends Cursor {
  protected readonly dialect: Dialect
  #depth = 0
  /** Between backticks. */
  #ticked = false

  constructor(text: string, dialect: Dialect, part: TextRange) {
    super(text, part)
    this.dialect = dialect
  }

  /** All tokens up to the end or, where `nested`, to the parenthesis that closes the substitution. */
  abstract tokens(nested: boolean): Token[]

  /** A reader of another part of the text. */
  protected abstract apart(part: TextRange): PartReader

  protected parts(within: Within): Part[] {
    const parts: Part[] = []
    const add = (part: Part): void => {
      const last = parts.at(-1)
      if (part.kind !== 'text' || last?.kind !== 'text') parts.push(part)
      else parts[parts.length - 1] = { kind: 'text', text: last.text + part.text }
    }
    const start = this.at
    let open = 0
    while (this.at < this.end) {
      const turn = within === 'condition' ? this.#parenthesis(open) : 0
      open += turn
      if (turn !== 0) for (const part of this.#plain(1)) add(part)
      if (turn !== 0) continue
      if (within === 'word' && this.#opensGroup(start)) {
        for (const part of this.#group(start)) add(part)
        continue
      }
      if ((open === 0 || this.text[this.at] === '\n') && this.#stops(within)) break
      const text = this.takePlain(plains[within])
      if (text !== undefined) add({ kind: 'text', text })
      else for (const part of this.#special(within)) add(part)
    }
    return parts
  }

  /** Of a pattern in a condition, which closes what it opens. */
  #parenthesis(open: number): -1 | 0 | 1 {
    if (this.text[this.at] === '(') return 1
    return this.text[this.at] === ')' && open > 0 ? -1 : 0
  }

  /** `name=(…)` or a pattern like `@(a|b)`. */
  #opensGroup(start: number): boolean {
    if (this.text[this.at] !== '(' || this.at === start) return false
    return '?*+@!='.includes(this.text[this.at - 1] ?? ' ')
  }

  #group(start: number): readonly Part[] {
    if (arrayName.test(this.text.slice(Math.max(start, this.at - 200), this.at)))
      return this.#nest(1, () => this.#elements())
    const close = /\([^\s()]{0,500}\)/y
    return this.#takeOr(close)
  }

  #takeOr(pattern: RegExp): readonly Part[] {
    const text = this.take(pattern)
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
    const character = this.text[this.at] ?? ''
    if (within === 'heredoc') return false
    if (within === 'quotes') return character === '"'
    if (within === 'braces' || within === 'quoted') return character === '}'
    if (within === 'condition' && (character === '<' || character === '>')) return false
    const substitution = (character === '<' || character === '>') && this.text[this.at + 1] === '('
    return !substitution && /[ \t\r\n;&|<>()]/.test(character)
  }

  #special(within: Within): readonly Part[] {
    const character = this.text[this.at]
    if (character === '\\') return this.#escape(within)
    if (character === '$') return this.#dollar(within)
    if (character === '`') return this.#backticks()
    const bare = within === 'word' || within === 'braces' || within === 'condition'
    if (character === '"' && (bare || within === 'quoted'))
      return this.#nest(1, () => this.closed('"', this.parts('quotes')))
    if (character === "'" && bare) return this.#literal()
    if ((character === '<' || character === '>') && this.text[this.at + 1] === '(')
      return this.#nest(2, () => [{ kind: 'process', tokens: this.#inner() }])
    return this.#plain(1)
  }

  #plain(length: number): readonly Part[] {
    const text = this.text.slice(this.at, this.at + length)
    this.at += length
    return [{ kind: 'text', text }]
  }

  /** Runs `read` behind an opening sign of `length` characters; too deep, the sign is plain text. */
  #nest(length: number, read: () => readonly Part[]): readonly Part[] {
    if (this.#depth >= maxDepth) return this.#plain(length)
    this.at += length
    this.#depth++
    const parts = read()
    this.#depth--
    return parts
  }

  #inner(): readonly Token[] {
    const tokens = this.tokens(true)
    this.closed(')', [])
    return tokens
  }

  #escape(within: Within): readonly Part[] {
    const next = this.text[this.at + 1] ?? ''
    if (next === '`' && this.#ticked) return this.#innerBackticks()
    if (next === '\n' || this.text.startsWith('\r\n', this.at + 1)) {
      this.at += next === '\n' ? 2 : 3
      return []
    }
    if ((within === 'quotes' || within === 'quoted') && !'$`"\\}'.includes(next)) return this.#plain(2)
    if (within === 'heredoc' && !'$`\\'.includes(next)) return this.#plain(2)
    this.at++
    return this.at < this.end ? this.#plain(1) : []
  }

  #literal(): readonly Part[] {
    const start = this.at + 1
    const close = this.text.indexOf("'", start)
    const end = close < 0 || close >= this.end ? this.end : close
    this.at = Math.min(this.end, end + 1)
    return [{ kind: 'text', text: this.text.slice(start, end) }]
  }

  /** `$'…'`, where a backslash escapes the quote. */
  #ansiLiteral(): readonly Part[] {
    const start = this.at + 2
    this.at = start
    while (this.at < this.end && this.text[this.at] !== "'") this.at += this.text[this.at] === '\\' ? 2 : 1
    this.at = Math.min(this.at, this.end)
    const text = this.text.slice(start, this.at)
    return this.closed("'", [{ kind: 'text', text }])
  }

  #dollar(within: Within): readonly Part[] {
    if (this.dialect.make === true) {
      if (this.text[this.at + 1] !== '$') return this.#makeReference()
      this.at++
    }
    const next = this.text[this.at + 1]
    if (next === '(' && this.text[this.at + 2] === '(') {
      const end = this.arithmeticEnd(this.at + 1)
      if (end !== undefined) return this.#arithmetic(end)
    }
    if (next === '{' && this.text[this.at + 2] === '{') {
      const whole = this.take(expression)
      if (whole !== undefined) return [{ kind: 'expression', text: whole.slice(3, -2).trim() }]
    }
    if (next === '(') return this.#nest(2, () => [{ kind: 'commands', tokens: this.#inner() }])
    const inQuotes = within === 'quotes' || within === 'quoted' || within === 'heredoc'
    if (next === '{') return this.#nest(2, () => this.closed('}', this.#braced(inQuotes)))
    if (next === "'" && !inQuotes) return this.#ansiLiteral()
    if (next === '"' && !inQuotes) return this.closed('$', [])
    this.at++
    const name = this.take(parameter)
    return [name === undefined ? { kind: 'text', text: '$' } : { kind: 'parameter', name }]
  }

  #braced(quoted: boolean): readonly Part[] {
    const name = this.take(parameter) ?? ''
    const fallback = this.take(/:?-/y) !== undefined
    const operation = fallback ? undefined : this.take(/(?:\[[@*]\])?(?::[+=?]|[+=?:#%/^,@])/y)
    const rest = this.parts(quoted ? 'quoted' : 'braces')
    if (fallback) return [{ kind: 'parameter', name, fallback: rest }]
    return [{ kind: 'parameter', name, ...(operation === undefined ? {} : { operation, operand: rest }) }]
  }

  /** `$((…))` holds no words, but may hold substitutions. */
  #arithmetic(end: number): readonly Part[] {
    const inner = { start: this.at + 3, end: end - 2 }
    this.at = end
    const parts = this.#depth < maxDepth ? this.bodyParts(inner) : []
    return [{ kind: 'text', text: '$((' }, ...parts, { kind: 'text', text: '))' }]
  }

  #makeReference(): readonly Part[] {
    const name = this.take(makeVariable)
    if (name !== undefined) return [{ kind: 'parameter', name: name.slice(2, -1) }]
    const close = { '(': ')', '{': '}' }[this.text[this.at + 1] ?? '']
    const end = close === undefined ? this.end : this.next(close, this.at)
    return this.#plain(end >= this.lineEnd(this.at) ? 1 : end + 1 - this.at)
  }

  #backticks(): readonly Part[] {
    let close = this.at + 1
    while (close < this.end && this.text[close] !== '`') close += this.text[close] === '\\' ? 2 : 1
    return this.#between(1, close)
  }

  /** Backticks within backticks are written with a backslash. */
  #innerBackticks(): readonly Part[] {
    const close = this.next('\\`', this.at + 2)
    return close >= this.end ? this.#plain(2) : this.#between(2, close)
  }

  /** The commands between two signs of `length` characters, the second at `close`. */
  #between(length: number, close: number): readonly Part[] {
    const outer = this.end
    const ticked = this.#ticked
    this.end = Math.min(close, outer)
    this.#ticked = length === 1
    const parts = this.#nest(length, () => [{ kind: 'commands', tokens: this.tokens(false) }])
    this.at = Math.min(close + length, outer)
    this.end = outer
    this.#ticked = ticked
    return parts
  }

  /** What a body that expands is made of; read apart, as deep as the heredoc stands. */
  protected bodyParts({ start, end }: TextRange): readonly Part[] {
    if (this.#depth + heredocDepth > maxDepth) return []
    const inner = this.apart({ start, end })
    inner.#depth = this.#depth + heredocDepth
    return inner.parts('heredoc')
  }
}
