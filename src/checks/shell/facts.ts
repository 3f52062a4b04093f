import { Assignments } from './assignments.ts'
import { type Pipeline, pipelinesOf } from './commands.ts'
import { encryptsInPlace, isDecryption } from './flow.ts'
import { isAssignment, Variables } from './places.ts'
import type { Script } from './script.ts'
import { isSecretFile, loadsSecrets } from './secret-sources.ts'
import { Secrets, type SecretUse } from './secrets.ts'
import type { Part, Word } from './token.ts'
import { type Visit, type Visitor, Walk } from './walk.ts'

/** What a first reading of the whole script learns, before the rules look at it. */
export class Facts implements Visitor {
  readonly #variables = new Variables()
  readonly secrets = new Secrets(this.#variables)
  readonly functions = new Set<string>()
  /** Functions that print what they are given. */
  readonly echoing = new Set<string>()
  /** Signals that some `trap` names. */
  readonly trapped = new Set<string>()
  /** Names of functions whose bodies use a secret, by the offset of the first use. */
  readonly usedIn = new Map<string, number>()
  /** A secret is fetched, decrypted, encrypted or named anywhere. */
  handlesSecrets = false
  /** Secrets stand in the environment: exported, or decrypted text was run as a script. */
  exportsSecrets = false
  /** `>` makes no file over one that exists. */
  noClobber = false
  readonly #calls = new Map<string, Set<string>>()
  /** Offsets of commands whose result is given to what takes no name that exists, and variables of that kind. */
  readonly #exclusive = new Set<string | number>()
  readonly #assigned = new Map<number, string>()
  #inside: string | undefined
  readonly #assignments = new Assignments(this.secrets)

  /** Twice, where functions may be called before what they use is known. */
  constructor(script: Script) {
    this.#read(script)
    if (this.functions.size > 0) this.#read(script)
  }

  #read(script: Script): void {
    this.secrets.reassigned.clear()
    const walk = new Walk(this.#variables, [this.#assignments, this])
    for (const part of script()) walk.script(part)
  }

  /** Whether what a function prints is ever shown; `undefined` where nothing calls it. */
  shows(name: string, depth = 0): boolean | undefined {
    const calls = this.#calls.get(name)
    if (calls === undefined) return undefined
    for (const call of calls) {
      if (call === 'out') return true
      if (call.startsWith('function:') && depth < 5 && this.shows(call.slice(9), depth + 1) === true) return true
    }
    return false
  }

  /** Whether the command at `offset` names a FIFO or a folder, which are never made over what exists. */
  isExclusive(offset: number): boolean {
    return this.#exclusive.has(offset) || this.#exclusive.has(this.#assigned.get(offset) ?? offset)
  }

  /** A folder or FIFO that the script itself has made is named by the variable. */
  isMade(variable: string): boolean {
    return this.#exclusive.has(variable)
  }

  visit(visit: Visit): void {
    const { step, sink, inFunction } = visit
    if (step.name === 'set' && step.args.some((arg) => /^-[a-zA-Z]*C|^noclobber$/.test(arg))) this.noClobber = true
    this.#define(visit)
    this.#called(step.name, sink === 'function' ? `function:${inFunction ?? ''}` : sink)
    this.#assign(visit)
    this.#readInto(visit)
    this.#trap(visit)
    this.#mark(visit)
  }

  #define({ step: { command } }: Visit): void {
    if (command.opener !== 'function' || command.name === undefined || command.name === '') return
    this.functions.add(command.name)
    const use = this.secrets.ofPipelines(command.body, 1, true)
    if (use !== undefined) this.secrets.emits(command.name, use.origin)
  }

  #called(name: string, sink: string): void {
    if (name === '') return
    const calls = this.#calls.get(name)
    if (calls === undefined) this.#calls.set(name, new Set([sink]))
    else if (calls.size < 50) calls.add(sink)
  }

  #assign({ step }: Visit): void {
    const declared = declares.has(step.name) ? step.words : []
    const leading = step.command.words.slice(0, leadingAssignments(step.command.words))
    for (const word of [...leading, ...declared]) this.#assignWord(word, step.name)
  }

  #assignWord(word: Word, command: string): void {
    const [first, ...rest] = word.parts
    const name = first?.kind === 'text' ? /^([A-Za-z_]\w*)(?:\+?=)?/.exec(first.text)?.[1] : undefined
    if (name === undefined || first?.kind !== 'text') return
    for (const part of rest) this.#note(part, name)
    if (command === 'export' && this.secrets.originOf(name) !== undefined) this.exportsSecrets = true
  }

  /** Which variable takes what a command answers. */
  #note(part: Part, name: string): void {
    if (part.kind !== 'commands') return
    const start = pipelinesOf(part.tokens)[0]?.[0]?.words[0]?.start
    if (start !== undefined) this.#assigned.set(start, name)
  }

  /** `read`, `mapfile`, `for` and `printf -v` give variables their values too. */
  #readInto(visit: Visit): void {
    const { step, steps, index } = visit
    const { command, name } = step
    this.#inside = visit.inFunction
    if (command.opener === 'for') this.#loop(command.header ?? [])
    const given = this.#input(visitedBefore(steps, index), step)
    if (command.opener === 'while' && given !== undefined)
      for (const pipeline of command.body.slice(0, 3)) this.#taintRead(pipeline, given)
    if (name === 'printf' && step.args[0] === '-v')
      this.#taintBy(step.args[1], this.secrets.inWords(step.words.slice(2)))
    if (!readers.has(name)) return
    const silent = name === 'read' && step.args.some((arg) => /^-[a-z]*s/.test(arg))
    const use: SecretUse | undefined = silent ? { origin: 'name', shown: 'what was typed' } : given
    for (const variable of readNames(step.args)) this.#taintBy(variable, use)
  }

  #loop([variable, ...values]: readonly Word[]): void {
    const name = variable?.parts[0]
    if (name?.kind === 'text') this.#taintBy(name.text, this.secrets.inWords(values))
  }

  #taintRead(pipeline: Pipeline, use: SecretUse): void {
    for (const { words } of pipeline) {
      const texts = words.map(({ parts: [first] }) => (first?.kind === 'text' ? first.text : ''))
      const at = texts.indexOf('read')
      if (at >= 0) for (const name of readNames(texts.slice(at + 1))) this.#taintBy(name, use)
    }
  }

  #taintBy(name: string | undefined, use: SecretUse | undefined): void {
    if (name === undefined || use === undefined || !/^[A-Za-z_]\w*$/.test(name)) return
    this.#assignments.taint(name, use.origin, this.#inside)
  }

  /** The secret that a command reads from a pipe, a file or a here-string. */
  #input(before: Pipeline, { command }: Visit['step']): SecretUse | undefined {
    if (before.length > 0) return this.secrets.ofPipeline(before)
    return this.secrets.given(command)
  }

  #trap({ step }: Visit): void {
    if (step.name === 'trap') for (const arg of step.args.slice(1)) this.trapped.add(signalNamed(arg))
  }

  #mark(visit: Visit): void {
    const { step, inFunction } = visit
    const use = this.secrets.inWords(step.command.words)
    const handles = use !== undefined || isDecryption(step) || encryptsInPlace(step).length > 0
    if (handles || step.args.some(isSecretFile)) this.handlesSecrets = true
    const start = step.command.words[0]?.start
    if (use !== undefined && inFunction !== undefined && start !== undefined && !this.usedIn.has(inFunction))
      this.usedIn.set(inFunction, start)
    if (echoes.has(step.name) && inFunction !== undefined && isShown(visit.sink) && step.words.some(isArgument))
      this.echoing.add(inFunction)
    if (runsSecret(visit, this.secrets)) this.exportsSecrets = true
    if (exclusive.has(step.name)) this.#exclude(step.words)
  }

  #exclude(words: readonly Word[]): void {
    for (const { parts } of words)
      for (const part of parts) {
        if (part.kind === 'parameter') this.#exclusive.add(part.name)
        const start = part.kind === 'commands' ? pipelinesOf(part.tokens)[0]?.[0]?.words[0]?.start : undefined
        if (start !== undefined) this.#exclusive.add(start)
      }
  }
}

const declares: ReadonlySet<string> = new Set(['export', 'local', 'readonly', 'declare', 'typeset'])
const readers: ReadonlySet<string> = new Set(['read', 'mapfile', 'readarray'])
const echoes: ReadonlySet<string> = new Set(['echo', 'printf', 'print'])
const exclusive: ReadonlySet<string> = new Set(['mkfifo', 'mknod', 'mkdir', 'ln'])

// Longer pipelines are nobody's.
const longestLookBack = 10

const visitedBefore = (steps: Visit['steps'], index: number): Pipeline =>
  steps.slice(Math.max(0, index - longestLookBack), index).map(({ command }) => command)

const leadingAssignments = (words: readonly Word[]): number => {
  const end = words.findIndex((word) => !isAssignment(word))
  return end === -1 ? words.length : end
}

const isShown = (sink: Visit['sink']): boolean => sink === 'out' || sink === 'function'

const isArgument = ({ parts }: Word): boolean =>
  parts.some((part) => part.kind === 'parameter' && /^[1-9@*]$/.test(part.name))

/** The variables that `read -r -p PROMPT a b` fills. */
const readNames = (args: readonly string[]): readonly string[] => {
  const names: string[] = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (/^-[a-zA-Z]*[pdntNiu]$/.test(arg) && arg !== '-t') at++
    else if (!arg.startsWith('-')) names.push(arg)
  }
  return names
}

const numbers: ReadonlyMap<string, string> = new Map([
  ['0', 'EXIT'],
  ['1', 'HUP'],
  ['2', 'INT'],
  ['3', 'QUIT'],
  ['15', 'TERM'],
])

export const signalNamed = (arg: string): string => numbers.get(arg) ?? arg.toUpperCase().replace(/^SIG/, '')

/** `$(sops -d a.env | xargs)`, which becomes names with their values; not `NAME=$(sops -d …)`. */
const isSubstitution = ({ parts: [first] }: Word): boolean => first?.kind === 'commands'

/** `eval "$(sops -d …)"`, `export $(sops -d …)`, `source <(sops -d …)`, `. /run/secrets/env`. */
export const runsSecret = ({ step }: Visit, secrets: Secrets): boolean => {
  if (step.name === 'eval') return secrets.inWords(step.words) !== undefined
  if (step.name === 'export') return secrets.inWords(step.words.filter(isSubstitution))?.origin === 'decrypted'
  if (step.name !== 'source' && step.name !== '.') return false
  const [file] = step.words
  return (
    step.args.some((arg) => isSecretFile(arg) || loadsSecrets(arg)) ||
    (file !== undefined && secrets.inProcess(file) !== undefined)
  )
}
