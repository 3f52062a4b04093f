import type { TextRange } from '../../formats/tree.ts'
import { PartReader } from './parts.ts'
import { caseStep, isWord, opensCondition, plainText, startsCommand } from './plain-text.ts'
import type { Dialect, Heredoc, Part, Redirection, Token, Word } from './token.ts'

/** Reads POSIX shell, bash and zsh as far as words, quotes, comments, redirections and heredocs go. Never fails. */
export const tokenise = (
  text: string,
  dialect: Dialect = {},
  part: TextRange = { start: 0, end: text.length },
): readonly Token[] => new Lexer(text, dialect, part).tokens(false)

const redirection = /(?:&>>|&>|\d*(?:<<<|<<-|<<|<>|<&|<(?!\()|>>|>\||>&|>(?!\()))/y
const operator = /;;&|;;|;&|;|&&|&|\|\||\|&|\||\(|\)/y
const conditionSign = /&&|\|\||[()<>](?!\()|[()]/y

interface Pending {
  readonly delimiter: string
  readonly tabs: boolean
  readonly body: { start: number; end: number; expands: boolean; parts: readonly Part[] }
}

class Lexer extends PartReader {
  #pending: Pending[] = []
  /** Between `[[` and `]]`. */
  #condition = false

  /** All tokens up to the end or, where `nested`, to the parenthesis that closes the substitution. */
  tokens(nested: boolean): Token[] {
    const tokens: Token[] = []
    let parentheses = 0
    let cases = 0
    while (this.skipBlank()) {
      if (nested && this.text[this.at] === ')' && parentheses === 0 && cases === 0) break
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
    const next = this.text[this.at]
    if (next === ';') return true
    return next === '\n' && !(before?.kind === 'word' && /^(?:\[\[|&&|\|\||\(|!)$/.test(plainText(before)))
  }

  /** What stands between `[[` and `]]`: signs are words, and so is the end of a line. */
  #conditionWord(): Word {
    const start = this.at
    if (this.text[start] === '\n') {
      this.at++
      return { kind: 'word', start, end: this.at, parts: [{ kind: 'text', text: '&&' }] }
    }
    const sign = this.take(conditionSign)
    if (sign !== undefined) return { kind: 'word', start, end: this.at, parts: [{ kind: 'text', text: sign }] }
    const parts = this.parts('condition')
    if (this.at === start) this.at++
    return { kind: 'word', start, end: this.at, parts }
  }

  /** `((…))` where a command may stand, or behind `for`. */
  #arithmeticCommand(before: Token | undefined): Word | undefined {
    if (!this.text.startsWith('((', this.at)) return undefined
    if (!startsCommand(before) && !isWord(before, 'for')) return undefined
    const start = this.at
    const end = this.arithmeticEnd(start)
    if (end === undefined) return undefined
    this.at = end
    const parts = this.bodyParts({ start: start + 2, end: end - 2 })
    return { kind: 'word', start, end, parts: [{ kind: 'text', text: '((' }, ...parts] }
  }

  #token(): Token {
    const start = this.at
    if (this.text[start] === '\n') {
      this.at++
      return { kind: 'operator', start, end: this.at, text: '\n' }
    }
    const redirect = this.take(redirection)
    if (redirect !== undefined) return this.#redirection(start, redirect)
    const text = this.take(operator)
    if (text !== undefined) return { kind: 'operator', start, end: this.at, text }
    return this.#word()
  }

  #redirection(start: number, text: string): Redirection {
    const [descriptor = ''] = /^\d*/.exec(text) ?? []
    const operator = text.slice(descriptor.length)
    const sign = { kind: 'redirection', start, operator, ...(descriptor === '' ? {} : { descriptor }) } as const
    const target = this.#wordOnLine()
    if (target === undefined) return { ...sign, end: this.at }
    if (operator !== '<<' && operator !== '<<-') return { ...sign, end: target.end, target }
    return { ...sign, end: target.end, heredoc: this.#expectHeredoc(target, operator === '<<-') }
  }

  /** The body gets its range when the line ends. */
  #expectHeredoc({ start, end }: Word, tabs: boolean): Heredoc {
    const raw = this.text.slice(start, end)
    const body = { start: this.end, end: this.end, expands: !/['"\\]/.test(raw), parts: [] }
    this.#pending.push({ delimiter: raw.replace(/['"\\]/g, ''), tabs, body })
    return body
  }

  #wordOnLine(): Word | undefined {
    const blanks = /(?:[ \t]|\\\r?\n)+/y
    this.take(blanks)
    const next = this.text[this.at] ?? '\n'
    const substitution = (next === '<' || next === '>') && this.text[this.at + 1] === '('
    if (this.at >= this.end || (!substitution && /[\r\n;&|<>()#]/.test(next))) return undefined
    return this.#word()
  }

  #word(): Word {
    const start = this.at
    const parts = this.parts('word')
    if (this.at === start) this.at++ // A metacharacter in an odd place: step over it.
    return { kind: 'word', start, end: this.at, parts }
  }

  /** The bodies of the heredocs that began on the line before. */
  #readHeredocs(): void {
    for (const { delimiter, tabs, body } of this.#pending.splice(0)) {
      body.start = this.at
      body.end = this.end
      while (this.at < this.end) {
        const lineStart = this.at
        const lineEnd = this.lineEnd(lineStart)
        this.at = Math.min(lineEnd + 1, this.end)
        if (this.#ends(this.text.slice(lineStart, lineEnd), delimiter, tabs)) {
          body.end = lineStart
          break
        }
      }
      if (body.expands) body.parts = this.bodyParts(body)
    }
  }

  #ends(line: string, delimiter: string, tabs: boolean): boolean {
    const bare = line.endsWith('\r') ? line.slice(0, -1) : line
    if (this.dialect.indented === true) return bare.trimStart() === delimiter
    return (tabs ? bare.replace(/^\t+/, '') : bare) === delimiter
  }

  protected apart(part: TextRange): Lexer {
    return new Lexer(this.text, this.dialect, part)
  }
}
