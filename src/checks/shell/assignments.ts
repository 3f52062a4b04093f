import type { Command } from './commands.ts'
import { isAssignment } from './places.ts'
import type { Origin } from './secret-sources.ts'
import type { Secrets } from './secrets.ts'
import type { Part, Word } from './token.ts'
import type { Visit, Visitor } from './walk.ts'

/** Follows in the order of a script which variables take secrets, and which take something else again. */
export class Assignments implements Visitor {
  readonly #secrets: Secrets
  readonly #locals = new Set<string>()

  constructor(secrets: Secrets) {
    this.#secrets = secrets
  }

  visit(visit: Visit): void {
    const { step, inFunction } = visit
    const { reassigned } = this.#secrets
    if (runners.has(step.name)) reassigned.clear()
    if (readers.has(step.name) || step.name === 'printf') for (const name of step.args) reassigned.delete(name)
    if (step.name === 'unset' && !visit.conditional) for (const name of step.args) reassigned.add(name)
    if (declares.has(step.name)) for (const word of step.words) this.#declared(word, step.name, inFunction)
    for (const word of declares.has(step.name) ? step.words : assigned(step.command)) this.#assign(word, visit)
  }

  open(command: Command | undefined): void {
    const opener = command?.opener
    this.#secrets.reassigned.open(opener !== undefined && again.has(opener))
    const [variable, ...values] = opener === 'for' || opener === 'select' ? (command?.header ?? []) : []
    const name = variable?.parts[0]
    if (name?.kind === 'text' && this.#secrets.inWords(values) === undefined) this.#secrets.reassigned.add(name.text)
  }

  close(): void {
    this.#secrets.reassigned.close()
  }

  /** Takes a secret into a variable, which is one of the function's own where it is declared there. */
  taint(name: string, origin: Origin, inFunction: string | undefined): void {
    this.#secrets.taint(name, origin)
    if (inFunction !== undefined && !this.#locals.has(`${inFunction} ${name}`)) this.#secrets.reassigned.share(name)
  }

  #declared(word: Word, command: string, inFunction: string | undefined): void {
    const name = nameOf(word)
    if (name === undefined || inFunction === undefined || command === 'export' || command === 'readonly') return
    this.#locals.add(`${inFunction} ${name}`)
    if (command === 'local' && !isAssignment(word)) this.#secrets.reassigned.add(name)
  }

  #assign(word: Word, { step, inFunction }: Visit): void {
    const name = isAssignment(word) ? nameOf(word) : undefined
    if (name === undefined) return
    const use = this.#secrets.in(word.parts.slice(1))
    if (use === undefined) {
      if (step.command.conditional !== true && !isAppended(word)) this.#secrets.reassigned.add(name)
      return
    }
    this.taint(name, use.origin, inFunction)
  }
}

const declares: ReadonlySet<string> = new Set(['export', 'local', 'readonly', 'declare', 'typeset'])
const readers: ReadonlySet<string> = new Set(['read', 'mapfile', 'readarray'])
/** What they run may set any variable. */
const runners: ReadonlySet<string> = new Set(['eval', 'source', '.'])
const again: ReadonlySet<string> = new Set(['function', 'while', 'until', 'for', 'select'])

/** The words of a command that is assignments and nothing else; before a command they are for that alone. */
const assigned = ({ words }: Command): readonly Word[] => (words.every(isAssignment) ? words : [])

const firstText = ([first]: readonly Part[]): string => (first?.kind === 'text' ? first.text : '')

const nameOf = ({ parts }: Word): string | undefined => /^[A-Za-z_]\w*/.exec(firstText(parts))?.[0]

const isAppended = ({ parts }: Word): boolean => /^\w+\+=/.test(firstText(parts))
