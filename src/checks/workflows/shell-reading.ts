import type { TextRange } from '../../formats/tree.ts'
import { type Command, everyPipeline, type Pipeline, pipelinesOf } from '../shell/commands.ts'
import { type Step, stepOf, targetsOf } from '../shell/effects.ts'
import { assign, expand, isAssignment, Variables } from '../shell/places.ts'
import type { Heredoc, Part, Word } from '../shell/token.ts'
import { tokenise } from '../shell/tokens.ts'
import { type Flow, type Kind, kindOf, strongest } from './flow.ts'
import type { Masks } from './masks.ts'
import { type Script, spoken } from './script.ts'
import { dumpsEnvironment, fetchesSecret, fileWritten, handsOn, leavesEnvironment } from './secret-sources.ts'

/** Where a value ends up: the job's log, one of GitHub's command files, another file, or a variable. */
export type Outlet = 'log' | 'env' | 'output' | 'summary' | 'file' | 'variable'

/** A value and where it ends up. */
export interface Arrival extends Flow {
  readonly outlet: Outlet
}

/** What steps of a job leave to those behind them. */
export interface Remains {
  /** Files that hold secrets, by path. */
  readonly files: Map<string, Kind>
  readonly masks: Masks
}

type Sink = Outlet | 'pipe'

const commandFiles: ReadonlyMap<string, Outlet> = new Map([
  ['GITHUB_ENV', 'env'],
  ['GITHUB_OUTPUT', 'output'],
  ['GITHUB_STEP_SUMMARY', 'summary'],
])

const expressionFiles: ReadonlyMap<string, Outlet> = new Map([
  ['github.env', 'env'],
  ['github.output', 'output'],
  ['github.step_summary', 'summary'],
])

const terminals = /^(?:\/dev\/(?:stdout|stderr|tty|fd\/[12])|[12])$/
const speaks: ReadonlySet<string> = new Set(['echo', 'printf', 'print'])
const declares: ReadonlySet<string> = new Set(['export', 'local', 'readonly', 'declare', 'typeset'])

/** Follows secrets through the scripts of one step. Each command is looked at once. */
export class ShellReading {
  readonly arrivals: Arrival[] = []
  readonly #remains: Remains
  readonly #variables = new Variables()
  readonly #kinds: ReadonlyMap<string, Kind>[]
  readonly #functions = new Map<string, Flow | undefined>()
  readonly #own = new Map<string, Kind | undefined>()
  #script: Script | undefined

  /** `kinds`: of variables, from the inside out. */
  constructor(kinds: readonly ReadonlyMap<string, Kind>[], remains: Remains) {
    this.#kinds = [...kinds]
    this.#remains = remains
  }

  read(script: Script): void {
    this.#script = script
    for (const pipeline of everyPipeline(script.pipelines))
      for (const command of pipeline) this.#remains.masks.see(command.words)
    this.#all(script.pipelines, 'log', undefined)
  }

  /** One pipeline after another. */
  #all(pipelines: readonly Pipeline[], outlet: Sink, input: Flow | undefined): Flow | undefined {
    return strongest(pipelines.map((pipeline) => this.#pipeline(pipeline, outlet, input)))
  }

  /** What a pipeline hands to a pipe or to the substitution it stands in; anything else arrives. */
  #pipeline(pipeline: Pipeline, outlet: Sink, stdin: Flow | undefined): Flow | undefined {
    let flow = stdin
    for (const [index, command] of pipeline.entries()) {
      const sink = index === pipeline.length - 1 ? outlet : 'pipe'
      flow = this.#command(command, sink, flow)
    }
    return flow
  }

  #command(command: Command, outer: Sink, piped: Flow | undefined): Flow | undefined {
    if (command.opener === 'function') {
      // What its body writes is written where it is called.
      this.#functions.set(command.name ?? '', this.#all(command.body, 'pipe', undefined))
      return undefined
    }
    const step = stepOf(command, this.#variables)
    const flows = command.words.map((word) => this.#wordFlow(word))
    this.#assignments(command, step, flows)
    const input = strongest([piped, this.#given(command)])
    const outlets = this.#outletsOf(step, outer, command)
    if (command.body.length > 0) return this.#group(command.body, outlets, input)
    if (step.name === 'read') for (const word of step.words) this.#take(spoken(word.parts), input, true)
    const flow = this.#emitted(step, command, flows, input)
    return flow === undefined ? undefined : this.#arrive(flow, outlets, step)
  }

  /** Commands in a group share its output, and the first one gets its input. */
  #group(body: readonly Pipeline[], { sinks, paths }: Outlets, input: Flow | undefined): Flow | undefined {
    const [sink = 'pipe'] = sinks
    const isFunction = sink === 'log' && /\bfunction\s/.test(this.#script?.text ?? '')
    const flow = this.#all(body, sink === 'file' || isFunction ? 'pipe' : sink, input)
    if (sink !== 'file' || flow === undefined) return flow
    for (const path of paths) this.#remains.files.set(path, flow.kind)
    return undefined
  }

  #arrive(flow: Flow, { sinks, paths }: Outlets, step: Step): Flow | undefined {
    let handed: Flow | undefined
    for (const sink of sinks) {
      if (sink === 'pipe' || sink === 'variable') handed = flow
      else this.arrivals.push({ ...flow, outlet: commanded(step) ?? sink })
    }
    for (const path of paths) this.#remains.files.set(path, flow.kind)
    return handed
  }

  #emitted(step: Step, command: Command, flows: readonly (Flow | undefined)[], input: Flow | undefined) {
    const written = fileWritten(step)
    if (written !== undefined && /^(?:sops|age|rage|gpg|op)$/.test(step.name) && !isEncryption(step))
      this.#remains.files.set(written, 'decrypted')
    const own = this.#functions.get(step.name)
    if (own !== undefined) return { ...own, range: this.#rangeOf(command) }
    if (dumpsEnvironment(step)) return { kind: 'environment', range: this.#rangeOf(command) } as const
    if (fetchesSecret(step)) return { kind: 'decrypted', range: this.#rangeOf(command) } as const
    if (speaks.has(step.name)) return isMask(step) ? undefined : strongest(flows)
    return handedOn(step, strongest([input, this.#fileFlow(step, command)]))
  }

  /** `cat secrets.json` of a file that an earlier command wrote. */
  #fileFlow(step: Step, command: Command): Flow | undefined {
    if (handsOn(step) === 'nothing' || this.#remains.files.size === 0) return undefined
    const kinds = step.args.flatMap((arg) => this.#remains.files.get(arg) ?? [])
    return strongest(kinds.map((kind) => ({ kind, range: this.#rangeOf(command) })))
  }

  #rangeOf({ words }: Command): TextRange {
    const [first, last] = [words[0], words.at(-1)]
    return this.#source(first?.start ?? 0, last?.end ?? 0)
  }

  #source(start: number, end: number): TextRange {
    return this.#script?.sourceOf({ start, end }) ?? { start: 0, end: 0 }
  }

  #outletsOf(step: Step, outer: Sink, command: Command): Outlets {
    const sinks: Sink[] = []
    const paths: string[] = []
    for (const { path } of targetsOf(step, this.#variables)) {
      const sink = this.#sinkAt(path)
      sinks.push(sink)
      if (sink === 'file' && path !== '/dev/null') paths.push(path)
    }
    const toError = command.redirections.some(({ operator, target }) => operator === '>&' && isTwo(target))
    if (toError) return { sinks: ['log'], paths }
    if (sinks.length === 0 || step.name === 'tee') sinks.push(outer)
    return { sinks, paths }
  }

  #sinkAt(path: string): Sink {
    if (terminals.test(path)) return 'log'
    const named = commandFiles.get(path.replace(/^\$(?:env:)?/, ''))
    const [expression] = this.#script?.expressionsOf(path) ?? []
    return named ?? expressionFiles.get(expression?.body ?? '') ?? 'file'
  }

  /** Here-documents, here-strings and files that a command reads. */
  #given({ redirections }: Command): Flow | undefined {
    return strongest(
      redirections.map(({ operator, target, heredoc }) => {
        if (heredoc !== undefined) return this.#heredocFlow(heredoc)
        if (target === undefined || !operator.startsWith('<')) return undefined
        const kind = operator === '<' ? this.#remains.files.get(expand(target.parts, this.#variables)) : undefined
        if (kind !== undefined) return { kind, range: this.#source(target.start, target.end) }
        return this.#wordFlow(target)
      }),
    )
  }

  #heredocFlow({ start, end, expands }: Heredoc): Flow | undefined {
    const script = this.#script
    if (script === undefined) return undefined
    const flows: (Flow | undefined)[] = []
    for (const match of script.text.slice(start, end).matchAll(/\$\{?([A-Za-z_]\w*)|\$\(([^()\n]*)\)/g)) {
      const [whole, name = '', inner] = match
      const range = this.#source(start + match.index, start + match.index + whole.length)
      const [expression] = script.expressionsOf(name)
      if (expression !== undefined) flows.push(flowOf(expression))
      else if (expands && inner === undefined) flows.push(this.#held(name, range))
      else if (expands) flows.push(this.#inner(inner ?? '', range))
    }
    return strongest(flows)
  }

  /** A substitution in a here-document, whose own offsets are not those of the script. */
  #inner(text: string, range: TextRange): Flow | undefined {
    const [pipeline] = pipelinesOf(tokenise(text))
    const fetches = pipeline?.some((command) => fetchesSecret(stepOf(command, this.#variables))) === true
    return fetches ? { kind: 'decrypted', range } : undefined
  }

  #held(name: string, range: TextRange): Flow | undefined {
    const kind = this.#kindOf(name)
    return kind === undefined ? undefined : { kind, range, name }
  }

  #kindOf(name: string): Kind | undefined {
    if (this.#own.has(name)) return this.#own.get(name)
    for (const kinds of this.#kinds) {
      const kind = kinds.get(name)
      if (kind !== undefined) return kind
    }
    return undefined
  }

  #wordFlow(word: Word): Flow | undefined {
    return this.#partsFlow(word.parts, word)
  }

  #partsFlow(parts: readonly Part[], word: Word): Flow | undefined {
    const seen = new Set<string>()
    let best: Flow | undefined
    for (const part of parts) {
      if (part.kind === 'parameter' && part.fallback === undefined) {
        if (seen.has(part.name)) continue
        seen.add(part.name)
      }
      best = strongest([best, this.#partFlow(part, word)])
    }
    return best
  }

  #partFlow(part: Part, word: Word): Flow | undefined {
    if (part.kind === 'commands' || part.kind === 'process')
      return strongest(pipelinesOf(part.tokens).map((inner) => this.#pipeline(inner, 'variable', undefined)))
    const expressions = this.#script?.expressionsOf(part.kind === 'parameter' ? part.name : part.text) ?? []
    if (expressions.length > 0) return strongest(expressions.map(flowOf))
    if (part.kind !== 'parameter') return undefined
    const fallback = part.fallback === undefined ? undefined : this.#partsFlow(part.fallback, word)
    return strongest([this.#parameterFlow(part.name, word), fallback])
  }

  #parameterFlow(name: string, word: Word): Flow | undefined {
    if (this.#kindOf(name) === undefined || isOnlyAsked(this.#script?.text ?? '', word, name)) return undefined
    return this.#held(name, this.#rangeIn(word, name))
  }

  /** `$NAME` within a word. */
  #rangeIn({ start, end }: Word, name: string): TextRange {
    const text = this.#script?.text.slice(start, Math.min(end, start + 4096)) ?? ''
    const at = [`$${name}`, `\${${name}`].map((sign) => text.indexOf(sign)).find((found) => found !== -1)
    if (at === undefined) return this.#source(start, end)
    const braced = text[at + 1] === '{'
    const close = braced ? text.indexOf('}', at) + 1 : at + 1 + name.length
    return this.#source(start + at, start + (close > at ? close : text.length))
  }

  #assignments({ words }: Command, step: Step, flows: readonly (Flow | undefined)[]): void {
    const leading = words.findIndex((word) => !isAssignment(word))
    const declared = declares.has(step.name)
    for (const [index, word] of words.entries()) {
      if (!isAssignment(word) || (!declared && leading !== -1 && index >= leading)) continue
      if (declared) assign(word, this.#variables)
      this.#take(/^\w+/.exec(spoken(word.parts))?.[0] ?? '', flows[index], false)
    }
  }

  #take(name: string, flow: Flow | undefined, fromLines: boolean): void {
    if (!/^[A-Za-z_]\w*$/.test(name)) return
    this.#own.set(name, flow?.kind)
    if (fromLines) this.#remains.masks.lines.add(name)
    else if (flow !== undefined) this.arrivals.push({ ...flow, name, outlet: 'variable' })
  }
}

interface Outlets {
  readonly sinks: readonly Sink[]
  /** Of files that nothing else is known of. */
  readonly paths: readonly string[]
}

const isTwo = (target: Word | undefined): boolean => target !== undefined && spoken(target.parts) === '2'

/** All secrets at once have a rule of their own. */
const flowOf = (expression: Script['expressions'][number]): Flow | undefined => {
  const kind = expression.secrets.some(({ whole }) => whole) ? undefined : kindOf(expression)
  return kind === undefined ? undefined : { kind, range: expression.source, interpolated: true }
}

const handedOn = (step: Step, flow: Flow | undefined): Flow | undefined => {
  if (flow?.kind === 'environment') return leavesEnvironment(step) ? flow : undefined
  const hands = handsOn(step)
  if (flow === undefined || hands === 'nothing') return undefined
  return hands === 'changed' && flow.kind === 'secret' ? { ...flow, kind: 'derived' } : flow
}

/** `${NAME:+set}`, `${#NAME}`. */
const isOnlyAsked = (text: string, { start, end }: Word, name: string): boolean => {
  const word = text.slice(start, Math.min(end, start + 4096))
  return word.includes(`\${${name}:+`) || word.includes(`\${${name}+`)
}

const isMask = ({ args }: Step): boolean => args.some((arg) => arg.includes('::add-mask::'))

const isEncryption = ({ args }: Step): boolean => args.some((arg) => /^(?:-e|--encrypt|encrypt|-r|-p)$/.test(arg))

/** `echo "::set-output name=x::…"`, the old way. */
const commanded = ({ args }: Step): Outlet | undefined => {
  const sign = args.find((arg) => arg.startsWith('::set-'))
  if (sign === undefined) return undefined
  if (sign.startsWith('::set-output')) return 'output'
  return sign.startsWith('::set-env') ? 'env' : undefined
}
