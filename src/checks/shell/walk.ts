import { type Command, type Pipeline, pipelinesOf } from './commands.ts'
import type { Step } from './effects.ts'
import { carriers, stepsOf } from './flow.ts'
import { assign, expand, type Variables } from './places.ts'
import type { Part } from './token.ts'

/** Where the standard output of a command goes; `function`: to whoever calls the function it stands in. */
export type Sink = 'out' | 'function' | 'captured' | 'piped' | 'file' | 'nowhere'

/** A command as a script comes to it. */
export interface Visit {
  readonly step: Step
  /** The pipeline it stands in. */
  readonly steps: readonly Step[]
  readonly index: number
  readonly sink: Sink
  /** The function it stands in. */
  readonly inFunction?: string
  /** In a branch, or behind `&&` and `||`: it may not run. */
  readonly conditional: boolean
}

export interface Visitor {
  /** Every command, groups before what they hold, substitutions before the command whose words they fill. */
  visit(visit: Visit): void
  /** Begins and ends what changes no option of the shell around it: a subshell, a substitution. */
  enter?(): void
  leave?(): void
  /** Begins and ends a block that may not run, or more than once; a substitution has no command. */
  open?(command: Command | undefined): void
  close?(): void
}

interface Around {
  readonly sink: Sink
  readonly inFunction?: string
  readonly conditional: boolean
}

// Longer pipelines are nobody's.
const longestLook = 30

const declares: ReadonlySet<string> = new Set(['export', 'local', 'readonly', 'declare', 'typeset'])

/** Goes through a script in the order in which it runs; a function where it is defined. */
export class Walk {
  readonly #variables: Variables
  readonly #visitors: readonly Visitor[]

  constructor(variables: Variables, visitors: readonly Visitor[]) {
    this.#variables = variables
    this.#visitors = visitors
  }

  script(pipelines: readonly Pipeline[]): void {
    this.#pipelines(pipelines, { sink: 'out', conditional: false })
  }

  #pipelines(pipelines: readonly Pipeline[], around: Around): void {
    for (const pipeline of pipelines) this.#pipeline(pipeline, around)
  }

  #pipeline(pipeline: Pipeline, around: Around): void {
    for (const command of pipeline) this.#inside(command, around)
    const steps = stepsOf(pipeline, this.#variables)
    for (const [index, step] of steps.entries()) {
      const sink = sinkOf(steps, index, around.sink, this.#variables)
      const conditional = around.conditional || step.command.conditional === true
      const visit = { ...around, step, steps, index, sink, conditional }
      for (const visitor of this.#visitors) visitor.visit(visit)
      if (declares.has(step.name)) for (const word of step.words) assign(word, this.#variables)
      if (step.command.body.length > 0) this.#group(step.command, visit, steps.length > 1)
    }
  }

  #group(command: Command, { sink, conditional, inFunction }: Visit, piped: boolean): void {
    const apart = piped || command.opener === '('
    const block = apart || command.opener !== '{'
    if (apart) this.#enter()
    if (block) for (const visitor of this.#visitors) visitor.open?.(command)
    if (command.opener === 'function')
      this.#pipelines(command.body, { sink: 'function', conditional: false, inFunction: command.name ?? '' })
    else {
      const branches = command.opener !== '{' && command.opener !== '('
      this.#pipelines(command.body, {
        sink,
        conditional: conditional || branches,
        ...(inFunction === undefined ? {} : { inFunction }),
      })
    }
    if (block) for (const visitor of this.#visitors) visitor.close?.()
    if (apart) this.#leave()
  }

  /** The substitutions in what a command names. */
  #inside({ words, redirections, header }: Command, around: Around): void {
    for (const word of header ?? []) this.#parts(word.parts, around)
    for (const word of words) this.#parts(word.parts, around)
    for (const { target, heredoc } of redirections) {
      if (target !== undefined) this.#parts(target.parts, around)
      if (heredoc !== undefined) this.#parts(heredoc.parts, around)
    }
  }

  #parts(parts: readonly Part[], around: Around): void {
    for (const part of parts) {
      if (part.kind === 'parameter') this.#parts(part.fallback ?? part.operand ?? [], around)
      if (part.kind !== 'commands' && part.kind !== 'process') continue
      this.#enter()
      for (const visitor of this.#visitors) visitor.open?.(undefined)
      this.#pipelines(pipelinesOf(part.tokens), { ...around, sink: 'captured' })
      for (const visitor of this.#visitors) visitor.close?.()
      this.#leave()
    }
  }

  #enter(): void {
    for (const visitor of this.#visitors) visitor.enter?.()
  }

  #leave(): void {
    for (const visitor of this.#visitors) visitor.leave?.()
  }
}

const sinkOf = (steps: readonly Step[], index: number, last: Sink, variables: Variables): Sink => {
  const end = Math.min(steps.length, index + longestLook)
  for (let at = index; at < end; at++) {
    const step = steps[at]
    const own = step === undefined ? undefined : redirected(step.command, variables)
    if (own !== undefined) return own
    const next = steps[at + 1]
    if (next === undefined) return last
    if (!carriers.has(next.name) || swallows(next)) return 'piped'
  }
  return 'piped'
}

const swallows = ({ name, args }: Step): boolean => name === 'grep' && args.some((arg) => /^-[A-Za-z]*[qc]/.test(arg))

const redirected = ({ redirections }: Command, variables: Variables): Sink | undefined => {
  let sink: Sink | undefined
  for (const { operator, descriptor, target } of redirections) {
    if (target === undefined || !operator.includes('>') || (descriptor ?? '1') !== '1') continue
    sink = sinkAt(expand(target.parts, variables), operator)
  }
  return sink
}

const sinkAt = (path: string, operator: string): Sink => {
  if (operator === '>&' && /^[12]$/.test(path)) return 'out'
  if (/^\/dev\/(?:std(?:out|err)|fd\/[12])$/.test(path)) return 'out'
  if (path === '/dev/null' || path === '/dev/tty' || /^[\d-]+$/.test(path) || path.startsWith('/dev/fd/'))
    return 'nowhere'
  return 'file'
}
