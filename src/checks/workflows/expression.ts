import type { TextRange } from '../../formats/tree.ts'

/** A use of the `secrets` context in an expression. */
export interface SecretUse {
  /** Absent where no single secret is named: the whole context, or an index that is worked out when the job runs. */
  readonly name?: string
  /** The whole context rather than an index into it. */
  readonly whole: boolean
  /** Only asked about: compared, negated, or the left side of `&&`. */
  readonly tested: boolean
  /** A part of a structured secret: `fromJSON(secrets.X).y`. */
  readonly part: boolean
}

/** `${{ … }}` as far as secrets are concerned. Its range is that of the text it stands in, signs included. */
export interface Expression extends TextRange {
  readonly secrets: readonly SecretUse[]
  /** All of the `github` context, the job's token included. */
  readonly dumpsGithub: boolean
  /** `github.token`. */
  readonly token: boolean
  /** Without the signs around it, and without blanks. */
  readonly body: string
}

interface Lexeme {
  readonly text: string
  readonly string: boolean
}

const lexeme = /\s*(?:('(?:[^']|'')*')|([A-Za-z_][\w-]*)|(\d[\w.]*)|(\}\}|&&|\|\||[=!<>]=|[\s\S]))/y

/** Every expression of a text; one that is not closed ends where the text ends. Linear. */
export const expressionsIn = (text: string): readonly Expression[] => {
  const found: Expression[] = []
  for (let start = text.indexOf('${{'); start !== -1; ) {
    const { lexemes, end } = lexemesFrom(text, start + 3)
    found.push(expressionOf(text, { start, end }, lexemes))
    start = text.indexOf('${{', end)
  }
  return found
}

/** A condition (`if:`) is an expression without signs around it. */
export const bareExpression = (text: string): Expression => {
  const { lexemes } = lexemesFrom(text, 0)
  return { ...expressionOf(text, { start: 0, end: text.length }, lexemes), body: text.replace(/\s+/g, '') }
}

const lexemesFrom = (text: string, from: number): { lexemes: Lexeme[]; end: number } => {
  const lexemes: Lexeme[] = []
  lexeme.lastIndex = from
  for (let match = lexeme.exec(text); match !== null; match = lexeme.exec(text)) {
    const [, string, name, number, sign] = match
    if (sign === '}}') return { lexemes, end: lexeme.lastIndex }
    const taken = string ?? name?.toLowerCase() ?? number ?? sign ?? ''
    lexemes.push({ text: taken, string: string !== undefined })
    if (lexeme.lastIndex >= text.length) break
  }
  return { lexemes, end: text.length }
}

const expressionOf = (text: string, range: TextRange, lexemes: readonly Lexeme[]): Expression => {
  const github = lexemes.flatMap((each, at) => (each.text === 'github' && !each.string ? [at] : []))
  return {
    ...range,
    secrets: secretUses(lexemes),
    dumpsGithub: github.some((at) => reads(lexemes, at - 2, 'tojson', '(', 'github', ')')),
    token: github.some((at) => reads(lexemes, at, 'github', '.', 'token') && lexemes[at - 1]?.text !== '.'),
    body: text.slice(range.start + 3, range.end - 2).replace(/\s+/g, ''),
  }
}

const reads = (lexemes: readonly Lexeme[], at: number, ...texts: readonly string[]): boolean =>
  texts.every((text, index) => lexemes[at + index]?.text === text)

const secretUses = (lexemes: readonly Lexeme[]): SecretUse[] => {
  const uses: SecretUse[] = []
  for (const [at, { text }] of lexemes.entries())
    if (text === 'secrets' && lexemes[at - 1]?.text !== '.') uses.push(useAt(lexemes, at))
  return uses
}

const useAt = (lexemes: readonly Lexeme[], at: number): SecretUse => {
  const [next, then] = [lexemes[at + 1], lexemes[at + 2]]
  const indexed = next?.text === '['
  if (next?.text === '.' && then !== undefined && then.text !== '*')
    return { name: then.text.toUpperCase(), whole: false, ...around(lexemes, at, at + 3) }
  if (indexed && then?.string === true && lexemes[at + 3]?.text === ']')
    return { name: then.text.slice(1, -1).toUpperCase(), whole: false, ...around(lexemes, at, at + 4) }
  return { whole: !indexed, tested: false, part: false }
}

const asking: ReadonlySet<string> = new Set(['==', '!=', '&&', '<', '>', '<=', '>='])
const comparing: ReadonlySet<string> = new Set(['==', '!=', '!', '<', '>', '<=', '>='])

const around = (lexemes: readonly Lexeme[], start: number, end: number): { tested: boolean; part: boolean } => {
  const [before, after] = [lexemes[start - 1]?.text ?? '', lexemes[end]?.text ?? '']
  const parsed = before === '(' && lexemes[start - 2]?.text === 'fromjson' && after === ')'
  const then = lexemes[end + 1]?.text
  return { tested: comparing.has(before) || asking.has(after), part: parsed && (then === '.' || then === '[') }
}
