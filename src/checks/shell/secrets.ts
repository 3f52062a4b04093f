import { type Command, type Pipeline, pipelinesOf } from './commands.ts'
import type { Step } from './effects.ts'
import { carriers, isDecryption, stepsOf } from './flow.ts'
import { expand, type Variables } from './places.ts'
import { Reassigned } from './reassigned.ts'
import { isHarmlessValue, isSecretName } from './secret-names.ts'
import { asksStore, extractsHarmless, isSecretFile, type Origin, selectsHarmless } from './secret-sources.ts'
import type { Part, Redirection, Word } from './token.ts'

/** A secret that a word of a script holds when the shell has expanded it. */
export interface SecretUse {
  readonly origin: Origin
  /** As a message may name it: `$API_TOKEN`, or what prints it. */
  readonly shown: string
}

// Substitutions within substitutions beyond this are not followed.
const deepest = 6
const longestPipeline = 30

/** Which variables and functions of a script give secrets. */
export class Secrets {
  readonly #variables: Variables
  readonly #tainted = new Map<string, Origin>()
  readonly #emitters = new Map<string, Origin>()
  /** As of the command that is looked at. */
  readonly reassigned = new Reassigned()
  /** Above zero while commands are looked at that run later than this one, with what variables hold then. */
  #ahead = 0

  constructor(variables: Variables) {
    this.#variables = variables
  }

  taint(name: string, origin: Origin): void {
    if (this.#tainted.get(name) !== 'decrypted') this.#tainted.set(name, origin)
    this.reassigned.delete(name)
  }

  emits(name: string, origin: Origin): void {
    this.#emitters.set(name, origin)
  }

  originOf(name: string): Origin | undefined {
    const harmless = this.#ahead === 0 && this.reassigned.has(name)
    const tainted = harmless ? undefined : this.#tainted.get(name)
    if (tainted !== undefined) return tainted
    if (!isSecretName(name)) return undefined
    const value = this.#variables.get(name)
    return value !== undefined && isHarmlessValue(value) ? undefined : 'name'
  }

  /** The first secret among the parts of a word. */
  in(parts: readonly Part[], depth = 0): SecretUse | undefined {
    for (const part of parts) {
      const use = this.#inPart(part, depth)
      if (use !== undefined) return use
    }
    return undefined
  }

  inWords(words: readonly Word[], depth = 0): SecretUse | undefined {
    for (const word of words) {
      const use = this.in(word.parts, depth)
      if (use !== undefined) return use
    }
    return undefined
  }

  #inPart(part: Part, depth: number): SecretUse | undefined {
    if (part.kind === 'expression') return ofExpression(part.text)
    if (part.kind === 'commands')
      return depth < deepest ? this.ofPipelines(pipelinesOf(part.tokens), depth + 1) : undefined
    if (part.kind !== 'parameter') return undefined
    const { name, fallback, operation } = part
    if (operation !== undefined && showsLittle.has(operation)) return undefined
    const origin = this.originOf(name)
    if (origin !== undefined) return { origin, shown: `$${cut(name)}` }
    return fallback === undefined ? undefined : this.in(fallback, depth + 1)
  }

  /** What a list of pipelines prints: any of them may. Those of a function run when it is called. */
  ofPipelines(pipelines: readonly Pipeline[], depth: number, later = pipelines.length > 1): SecretUse | undefined {
    if (later) this.#ahead++
    const use = this.#firstOf(pipelines, depth)
    if (later) this.#ahead--
    return use
  }

  #firstOf(pipelines: readonly Pipeline[], depth: number): SecretUse | undefined {
    for (const pipeline of pipelines.slice(0, longestPipeline)) {
      const use = this.ofPipeline(pipeline, depth)
      if (use !== undefined) return use
    }
    return undefined
  }

  /** What comes out at the end of a pipeline. */
  ofPipeline(pipeline: Pipeline, depth = 0): SecretUse | undefined {
    let use: SecretUse | undefined
    for (const step of stepsOf(pipeline.slice(0, longestPipeline), this.#variables.inner())) {
      const own = this.printed(step, depth)
      use =
        own ??
        ((carriers.has(step.name) || joinsLines(step)) && !selectsHarmless(step) && !isQuiet(step) ? use : undefined)
    }
    return use
  }

  /** What one command prints of its own, whatever it reads. */
  printed(step: Step, depth = 0): SecretUse | undefined {
    if (writesAway(step.command)) return undefined
    if (isDecryption(step)) {
      const shown = extractsHarmless(step) || step.args.some(isOutput) ? undefined : 'what sops decrypts'
      return shown === undefined ? undefined : { origin: 'decrypted', shown }
    }
    if (asksStore(step)) return { origin: 'store', shown: `what ${step.name} answers` }
    const emitted = this.#emitters.get(step.name)
    if (emitted !== undefined) return { origin: emitted, shown: `what ${cut(step.name)} prints` }
    if (step.name === 'printf' && step.args[0] === '-v') return undefined
    if (printers.has(step.name)) return this.inWords(step.words, depth)
    if (step.command.opener === 'function') return undefined
    if (step.command.body.length > 0)
      return depth < deepest ? this.ofPipelines(step.command.body, depth + 1) : undefined
    if (carriers.has(step.name) || step.name === '') return this.#read(step, depth)
    return undefined
  }

  /** Files, here-strings and heredocs that a command reads. */
  #read(step: Step, depth: number): SecretUse | undefined {
    if (selectsHarmless(step) || isQuiet(step)) return undefined
    const file = step.name === '' ? undefined : step.args.find(isSecretFile)
    if (file !== undefined) return { origin: 'store', shown: shownFile(file) }
    return this.given(step.command, depth)
  }

  /** What the redirections of a command give it to read. */
  given({ redirections }: Command, depth = 0): SecretUse | undefined {
    for (const redirection of redirections) {
      const use = this.#givenBy(redirection, depth)
      if (use !== undefined) return use
    }
    return undefined
  }

  #givenBy({ operator, target, heredoc }: Redirection, depth: number): SecretUse | undefined {
    if (heredoc !== undefined) return this.in(heredoc.parts, depth)
    if (target === undefined) return undefined
    if (operator === '<<<') return this.in(target.parts, depth)
    if (operator !== '<') return undefined
    const path = expand(target.parts, this.#variables)
    return isSecretFile(path) ? { origin: 'store', shown: shownFile(path) } : this.inProcess(target, depth)
  }

  /** What `<(…)` prints. */
  inProcess({ parts: [first] }: Word, depth = 0): SecretUse | undefined {
    if (first?.kind !== 'process' || depth >= deepest) return undefined
    return this.ofPipelines(pipelinesOf(first.tokens), depth + 1)
  }

  /** What `echo` says or a filter is given, wherever that goes. */
  said(step: Step): SecretUse | undefined {
    if (printers.has(step.name)) return step.args[0] === '-v' ? undefined : this.inWords(step.words)
    return carriers.has(step.name) ? this.#read(step, 0) : undefined
  }
}

/** Longer names are cut in a message. */
const cut = (name: string): string => name.slice(0, 60)

const shownFile = (path: string): string => (path.length > 80 || /[^\w./$-]/.test(path) ? 'a file of secrets' : path)

/** `${NAME:+set}` tells that there is a value, `${NAME:0:4}` is a mask, `${NAME:?}` stops without one. */
const showsLittle: ReadonlySet<string> = new Set([':+', '+', ':'])

const printers: ReadonlySet<string> = new Set(['echo', 'printf', 'print'])

/** `xargs` without a command, which prints its input on one line. */
const joinsLines = ({ name, args }: Step): boolean => name === 'xargs' && args.every((arg) => /^-|^\d+$/.test(arg))

const isOutput = (arg: string): boolean => arg === '--output' || arg.startsWith('--output=') || arg === '-i'

const isQuiet = ({ name, args }: Step): boolean =>
  (name === 'grep' && args.some((arg) => /^-[A-Za-z]*[qcl]|^--(?:quiet|silent|count)/.test(arg))) ||
  (name === 'jq' && args.some((arg) => /^-[A-Za-z]*e[A-Za-z]*$|keys|length|has\(/.test(arg)) && !args.includes('-r'))

const away: ReadonlySet<string> = new Set(['>', '>>', '>|', '&>', '&>>'])

const writesAway = ({ redirections, words }: Command): boolean =>
  plainName(words[0]) !== 'tee' &&
  redirections.some(({ operator, descriptor }) => away.has(operator) && (descriptor ?? '1') === '1')

const plainName = (word: Word | undefined): string => {
  const [first] = word?.parts ?? []
  return first?.kind === 'text' ? first.text : ''
}

const ofExpression = (text: string): SecretUse | undefined => {
  const name = /^secrets\s*(?:\.\s*([\w-]+)|\[)/.exec(text)
  return name === null ? undefined : { origin: 'store', shown: `secrets.${cut(name[1] ?? '…')}` }
}
