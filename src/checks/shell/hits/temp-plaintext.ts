import type { Document, Hit } from '../../../model/rule.ts'
import { Secret } from '../../../model/secret.ts'
import { everyPipeline, type Pipeline } from '../commands.ts'
import { type Copy, copiesOf, isExposed, landingsOf, plainPath, type Step, type Target, targetsOf } from '../effects.ts'
import { type Content, contentsAt, decryptedWrites, encryptsInPlace, isPlaintextByName, stepsOf } from '../flow.ts'
import { credentialsIn } from '../key-values.ts'
import { assign, isTemporary, Variables } from '../places.ts'
import type { Part } from '../token.ts'

/** Longer names of files and keys are cut in a message. */
const longest = 80

/** Plaintext that a script writes into temporary folders on disk. */
export class TemporaryPlaintext {
  readonly #document: Document
  readonly #text: string
  readonly #variables = new Variables()
  /** Copies out of temporary folders, by the places at which they may lie. */
  readonly #copies = new Map<string, Copy>()
  readonly #trapped: boolean

  /** `text` is that of the piece of shell; `trapped`: the script sets a handler for its end. */
  constructor(document: Document, text: string, trapped: boolean) {
    this.#document = document
    this.#text = text
    this.#trapped = trapped
  }

  /** The parts of a script are read in their order. */
  *hits(part: readonly Pipeline[]): Generator<Hit> {
    for (const pipeline of everyPipeline(part)) yield* this.#hitsOf(pipeline)
  }

  *#hitsOf(pipeline: Pipeline): Generator<Hit> {
    const steps = stepsOf(pipeline, this.#variables)
    yield* this.#written(steps)
    yield* this.#decrypted(steps)
    for (const step of steps) yield* this.#copied(step)
  }

  /** Heredocs and echoed words with credentials. */
  *#written(steps: readonly Step[]): Generator<Hit> {
    for (const [index, step] of steps.entries()) {
      const targets = this.#writtenBy(step).filter((target) => holdsConfiguration(target.path))
      const target = targets.find((candidate) => isExposed(candidate, this.#trapped))
      if (target !== undefined) yield* this.#contents(contentsAt(steps, index, this.#variables), target)
    }
  }

  #writtenBy(step: Step): readonly Target[] {
    const copies = copiesOf(step, this.#variables).filter(({ from }) => from === '/dev/stdin' || from === '-')
    return [...targetsOf(step, this.#variables), ...copies.map(({ to }) => to)]
  }

  *#contents(contents: readonly Content[], target: Target): Generator<Hit> {
    const found = contents.flatMap((content) =>
      credentialsIn(this.#text, content).map((pair) => ({ ...pair, heredoc: content.heredoc })),
    )
    if (found.length === 0) return
    const keys = [...new Set(found.map(({ key }) => key))]
    const note = `writes ${named(keys)} as plaintext to ${nameOf(target)}; use \`sops set --value-stdin\`, or a file under "$XDG_RUNTIME_DIR"`
    // The line of a target may hold the value itself, so the value is what is pointed at, and masked.
    const beside = found.find(({ literal, heredoc }) => literal && !heredoc)
    if (beside === undefined) yield this.#at(target, note)
    else {
      const secret = new Secret(this.#document.text.slice(beside.start, beside.end))
      yield { note, span: this.#document.spanOfText(beside.start, beside.end), secret }
    }
  }

  *#decrypted(steps: readonly Step[]): Generator<Hit> {
    for (const { target } of decryptedWrites(steps, this.#variables)) {
      if (!isExposed(target, this.#trapped)) continue
      const note = `writes what sops decrypts to ${nameOf(target)}; use \`sops exec-env\`, \`sops exec-file\` or \`<(sops -d …)\``
      yield this.#at(target, note)
    }
  }

  *#copied(step: Step): Generator<Hit> {
    if (declares.has(step.name)) for (const word of step.words) assign(word, this.#variables)
    for (const copy of copiesOf(step, this.#variables)) {
      if (isTemporary(copy.from) && !isTemporary(copy.to.path))
        for (const landing of landingsOf(copy)) this.#copies.set(landing, copy)
      if (!isPlaintextByName(copy.from) || !isExposed(copy.to, this.#trapped)) continue
      yield this.#at(copy.to, `copies plaintext to ${nameOf(copy.to)}; use a folder under "$XDG_RUNTIME_DIR"`)
    }
    for (const file of encryptsInPlace(step)) yield* this.#sealed(plainPath(file))
  }

  /** A copy out of a temporary folder that is then encrypted where it lies. */
  *#sealed(file: string): Generator<Hit> {
    const copy = this.#copies.get(file)
    if (copy === undefined) return
    const name = nameOf(copy.to)
    const note = `puts plaintext at ${name} and encrypts it in place, which leaves the plaintext on the disk; use \`sops edit\` or \`sops encrypt --filename-override\` with a pipe`
    yield this.#at(copy.to, note)
  }

  /** Points at a target up to the first substitution in it, of which nothing is shown. */
  #at({ word: { start, end } }: Target, note: string): Hit {
    const substitution = this.#text.slice(start, end).search(/\$\(|`|[<>]\(|\$\{\w+:?-(?!\/tmp\})/)
    return { note, span: this.#document.spanOfText(start, substitution > 0 ? start + substitution : end) }
  }
}

/** A target as a message may name it: its literal parts and the names of its variables. */
const nameOf = ({ word }: Target): string => word.parts.map(shownPart).join('').slice(0, longest)

const shownPart = (part: Part): string => {
  if (part.kind === 'text') return part.text
  return part.kind === 'parameter' ? `$${part.name}` : '$(…)'
}

const declares: ReadonlySet<string> = new Set(['export', 'local', 'readonly', 'declare', 'typeset'])

const named = (keys: readonly string[]): string =>
  keys.length <= 3 ? keys.join(', ') : `${keys.slice(0, 3).join(', ')} and ${keys.length - 3} more`

const configuration = /\.(?:ya?ml|json|env|ini|conf|cfg|cnf|properties|toml|tfvars|csv|txt)(?:\.\w+)?$|^\.env|\.X+$/

/** By its extension, or because it has none, as with `mktemp`. */
const holdsConfiguration = (path: string): boolean => {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return configuration.test(name) || !name.includes('.')
}
