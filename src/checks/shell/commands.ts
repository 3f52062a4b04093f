import type { Part, Redirection, Token, Word } from './token.ts'
import { plainText } from './tokens.ts'

/** One command of a pipeline. A group, loop or branch has a `body` instead of words. */
export interface Command {
  readonly words: readonly Word[]
  readonly redirections: readonly Redirection[]
  readonly body: readonly Pipeline[]
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
])

const prefixes: ReadonlySet<string> = new Set(['then', 'do', 'else', 'elif', '!', 'time', 'coproc'])

// Groups beyond this are read as plain commands; scripts that people write stay below ten.
const maxDepth = 20

/** The pipelines of a script in order. */
export const pipelinesOf = (tokens: readonly Token[]): readonly Pipeline[] => new Parser(tokens).pipelines(undefined, 0)

const textOf = (token: Token | undefined): string => {
  if (token?.kind === 'operator') return token.text
  return token?.kind === 'word' ? plainText(token) : ''
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
    const finish = (): void => {
      if (commands.length > 0) pipelines.push(commands)
      commands = []
    }
    while (this.#at < this.#tokens.length && !this.#closes(closer)) {
      if (this.#stepOverFunctionSign()) continue
      const token = this.#tokens[this.#at]
      if (token?.kind !== 'operator' || (token.text === '(' && depth < maxDepth)) {
        commands.push(this.#command(depth))
        if (!this.#isPipe()) finish()
        continue
      }
      this.#at++
      if (token.text !== '|' && token.text !== '|&' && token.text !== '\n') finish()
    }
    finish()
    if (closer !== undefined) this.#at++
    return pipelines
  }

  #text(): string {
    return textOf(this.#tokens[this.#at])
  }

  #closes(closer: string | undefined): boolean {
    return closer !== undefined && this.#text() === closer
  }

  #isPipe(): boolean {
    return this.#text() === '|' || this.#text() === '|&'
  }

  #command(depth: number): Command {
    while (prefixes.has(this.#text())) this.#at++
    if (this.#text() === 'function') {
      this.#at += 2
      this.#stepOverFunctionSign()
    }
    const opener = this.#text()
    const closer = opener === '(' ? ')' : closers.get(opener)
    if (closer === undefined || depth >= maxDepth) return this.#simple()
    this.#at++
    const body = this.pipelines(closer, depth + 1)
    return { words: [], redirections: this.#redirections(), body }
  }

  /** `name()`: the name was read as a command, what follows is its body. */
  #stepOverFunctionSign(): boolean {
    if (this.#text() !== '(' || textOf(this.#tokens[this.#at + 1]) !== ')') return false
    this.#at += 2
    return true
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

/** Every pipeline in the order of its end, the ones inside groups and substitutions included. */
export function* everyPipeline(pipelines: readonly Pipeline[]): Generator<Pipeline> {
  for (const pipeline of pipelines) {
    for (const command of pipeline) {
      yield* everyPipeline(command.body)
      for (const word of command.words) yield* inParts(word.parts)
      for (const { target } of command.redirections) if (target !== undefined) yield* inParts(target.parts)
    }
    yield pipeline
  }
}

function* inParts(parts: readonly Part[]): Generator<Pipeline> {
  for (const part of parts) {
    if (part.kind === 'commands' || part.kind === 'process') yield* everyPipeline(pipelinesOf(part.tokens))
    else if (part.kind === 'parameter' && part.fallback !== undefined) yield* inParts(part.fallback)
  }
}
