import { plainText } from './plain-text.ts'
import type { Part, Redirection, Token, Word } from './token.ts'

export type Opener = '{' | '(' | 'if' | 'while' | 'until' | 'for' | 'select' | 'case' | 'function'

/** One command of a pipeline. A group, loop, branch or function has an `opener` and a `body` instead of words. */
export interface Command {
  readonly words: readonly Word[]
  readonly redirections: readonly Redirection[]
  readonly body: readonly Pipeline[]
  readonly opener?: Opener
  /** Of a function. */
  readonly name?: string
  /** What `for` and `case` name: variable, values, subject and patterns. */
  readonly header?: readonly Word[]
  /** Runs or not as the command before it ends: behind `&&` or `||`. */
  readonly conditional?: true
}

/** Commands joined by `|`. */
export type Pipeline = readonly Command[]

const closers: ReadonlyMap<string, string> = new Map([
  ['if', 'fi'],
  ['while', 'done'],
  ['until', 'done'],
  ['for', 'done'],
  ['select', 'done'],
  ['case', 'esac'],
  ['{', '}'],
  ['(', ')'],
])

const prefixes: ReadonlySet<string> = new Set(['then', 'do', 'else', 'elif', '!', 'time', 'coproc'])

// Groups beyond this are read as plain commands; scripts that people write stay below ten.
const maxDepth = 20

const known = new WeakMap<readonly Token[], readonly Pipeline[]>()

/** The pipelines of a script in order; the same tokens are read once. */
export const pipelinesOf = (tokens: readonly Token[]): readonly Pipeline[] => {
  const before = known.get(tokens)
  if (before !== undefined) return before
  const pipelines = new Parser(tokens).pipelines(undefined, 0)
  known.set(tokens, pipelines)
  return pipelines
}

/** The operator or bare word; a quoted word is no keyword. */
const textOf = (token: Token | undefined): string => {
  if (token?.kind === 'operator') return token.text
  if (token?.kind !== 'word') return ''
  const text = plainText(token)
  return text.length === token.end - token.start ? text : ''
}

class Parser {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  /** Up to the word or parenthesis that closes the group, or the end. */
  pipelines(closer: string | undefined, depth: number): Pipeline[] {
    const pipelines: Pipeline[] = []
    let commands: Command[] = []
    let conditional = false
    const finish = (): void => {
      if (commands.length > 0) pipelines.push(commands)
      commands = []
    }
    while (this.#at < this.#tokens.length && !this.#closes(closer)) {
      const token = this.#tokens[this.#at]
      if (token?.kind !== 'operator' || (token.text === '(' && depth < maxDepth)) {
        const command = this.#command(depth)
        commands.push(conditional ? { ...command, conditional } : command)
        if (!this.#isPipe()) finish()
        continue
      }
      this.#at++
      if (token.text !== '|' && token.text !== '|&' && token.text !== '\n') finish()
      if (token.text !== '\n') conditional = token.text === '&&' || token.text === '||'
    }
    finish()
    if (closer !== undefined) this.#at++
    return pipelines
  }

  #text(ahead = 0): string {
    return textOf(this.#tokens[this.#at + ahead])
  }

  #closes(closer: string | undefined): boolean {
    return closer !== undefined && this.#text() === closer
  }

  #isPipe(): boolean {
    return this.#text() === '|' || this.#text() === '|&'
  }

  #command(depth: number): Command {
    while (prefixes.has(this.#text())) this.#at++
    if (this.#text(1) === '{' && this.#text(-1) === 'coproc') this.#at++
    if (this.#definesFunction() && depth < maxDepth) return this.#function(depth)
    const opener = openerOf(this.#text())
    const closer = closers.get(opener ?? '')
    if (opener === undefined || closer === undefined || depth >= maxDepth) return this.#simple()
    this.#at++
    const header = this.#header(opener)
    const body = opener === 'case' ? this.#branches(header, depth + 1) : this.pipelines(closer, depth + 1)
    return { words: [], redirections: this.#redirections(), body, opener, ...(header.length > 0 ? { header } : {}) }
  }

  #definesFunction(): boolean {
    if (this.#text() === 'function') return true
    return this.#tokens[this.#at]?.kind === 'word' && this.#text(1) === '(' && this.#text(2) === ')'
  }

  /** `name() BODY` or `function name BODY`. */
  #function(depth: number): Command {
    if (this.#text() === 'function') this.#at++
    const name = this.#text()
    this.#at++
    if (this.#text() === '(' && this.#text(1) === ')') this.#at += 2
    this.#stepOverLines()
    const body = [[this.#command(depth + 1)]]
    return { words: [], redirections: [], body, opener: 'function', name }
  }

  #stepOverLines(): void {
    while (this.#text() === '\n') this.#at++
  }

  /** The words behind `for`, `select` and `case`, up to the first command or pattern. */
  #header(opener: Opener): Word[] {
    if (opener !== 'for' && opener !== 'select' && opener !== 'case') return []
    const words: Word[] = []
    for (let token = this.#tokens[this.#at]; token?.kind === 'word'; token = this.#tokens[++this.#at]) {
      if (opener === 'case' && words.length > 0 && textOf(token) === 'in') break
      if (textOf(token) === 'do') break
      words.push(token)
      if (opener === 'case') this.#stepOverLinesBehind()
    }
    return words
  }

  #stepOverLinesBehind(): void {
    while (this.#text(1) === '\n') this.#at++
  }

  /** `pattern) list ;;` up to `esac`; the patterns join the header. */
  #branches(header: Word[], depth: number): Pipeline[] {
    const pipelines: Pipeline[] = []
    if (this.#text() === 'in') this.#at++
    while (this.#at < this.#tokens.length) {
      this.#stepOverLines()
      if (this.#text() === 'esac') break
      this.#patterns(header)
      for (const pipeline of this.#branch(depth)) pipelines.push(pipeline)
    }
    this.#at++
    return pipelines
  }

  #patterns(header: Word[]): void {
    for (let token = this.#tokens[this.#at]; token !== undefined; token = this.#tokens[this.#at]) {
      this.#at++
      if (token.kind === 'word') header.push(token)
      if (textOf(token) === ')') return
    }
  }

  #branch(depth: number): Pipeline[] {
    const start = this.#at
    let end = start
    for (let open = 0; end < this.#tokens.length; end++) {
      const text = textOf(this.#tokens[end])
      if (text === 'case' && this.#startsAt(end)) open++
      if (text === 'esac' && this.#startsAt(end) && open-- === 0) break
      if (open === 0 && branchEnds.has(text)) break
    }
    const pipelines = new Parser(this.#tokens.slice(start, end)).pipelines(undefined, depth)
    this.#at = branchEnds.has(textOf(this.#tokens[end])) ? end + 1 : end
    return pipelines
  }

  #startsAt(at: number): boolean {
    const before = this.#tokens[at - 1]
    return before === undefined || before.kind === 'operator' || beforeCommand.has(textOf(before))
  }

  #redirections(): Redirection[] {
    const redirections: Redirection[] = []
    for (let token = this.#tokens[this.#at]; token?.kind === 'redirection'; token = this.#tokens[++this.#at])
      redirections.push(token)
    return redirections
  }

  #simple(): Command {
    const words: Word[] = []
    const redirections: Redirection[] = []
    for (let token = this.#tokens[this.#at]; token !== undefined && token.kind !== 'operator'; ) {
      if (token.kind === 'word') words.push(token)
      else redirections.push(token)
      token = this.#tokens[++this.#at]
    }
    return { words, redirections, body: [] }
  }
}

const beforeCommand: ReadonlySet<string> = new Set([...prefixes, '{', 'if', 'while', 'until'])

const branchEnds: ReadonlySet<string> = new Set([';;', ';&', ';;&'])

const isOpener = (text: string): text is Opener => closers.has(text)

const openerOf = (text: string): Opener | undefined => (isOpener(text) ? text : undefined)

/** Every pipeline in the order of its end, the ones inside groups and substitutions included. */
export function* everyPipeline(pipelines: readonly Pipeline[]): Generator<Pipeline> {
  for (const pipeline of pipelines) {
    for (const command of pipeline) {
      for (const word of command.header ?? []) yield* inParts(word.parts)
      yield* everyPipeline(command.body)
      yield* inWords(command)
    }
    yield pipeline
  }
}

function* inWords({ words, redirections }: Command): Generator<Pipeline> {
  for (const word of words) yield* inParts(word.parts)
  for (const { target, heredoc } of redirections) {
    if (target !== undefined) yield* inParts(target.parts)
    if (heredoc !== undefined) yield* inParts(heredoc.parts)
  }
}

function* inParts(parts: readonly Part[]): Generator<Pipeline> {
  for (const part of parts) {
    if (part.kind === 'commands' || part.kind === 'process') yield* everyPipeline(pipelinesOf(part.tokens))
    else if (part.kind === 'parameter') yield* inParts(part.fallback ?? part.operand ?? [])
  }
}
