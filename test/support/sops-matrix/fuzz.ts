import { builtin } from '../../../src/commands/builtin-rules.ts'
import { type Judgement, judge } from '../judge.ts'
import { damaged } from './damage.ts'
import { leaksIn } from './leaks.ts'
import { typed } from './mutation.ts'
import { randomFrom } from './random.ts'
import { newWatch, stopwatch, watched } from './watched.ts'

/** A file to damage. */
export interface Whole {
  readonly path: string
  readonly text: string
  /** Plaintexts of what is encrypted in it. */
  readonly secrets: readonly string[]
}

/** What went wrong with one damaged file, which the same seed makes again. */
export interface Failure {
  readonly seed: number
  readonly path: string
  readonly what: string
  readonly content: Buffer
}

export interface Fuzzed {
  readonly files: number
  readonly bytes: number
  readonly withFindings: number
  readonly withErrors: number
  readonly failures: readonly Failure[]
  /** Milliseconds that one check took of one file, and that all took of one. */
  readonly slowestCheck: number
  readonly slowestFile: number
}

/** No check of one file may take longer, in milliseconds. */
export const longest = 100

interface FuzzOptions {
  readonly seed?: number
  readonly config?: string
  /** Whether what takes too long is a failure, looked at again where it seems so; else nobody asks. */
  readonly timed?: boolean
}

/** Damages one of the files `count` times and looks at what comes of it with every rule, as `scan` does. */
export const fuzz = async (
  wholes: readonly Whole[],
  count: number,
  { seed: first = 1, config = '', timed = true }: FuzzOptions = {},
): Promise<Fuzzed> => {
  const looks = new Looks(config, timed)
  const failures: Failure[] = []
  const tally = { bytes: 0, withFindings: 0, withErrors: 0, slowestCheck: 0, slowestFile: 0 }
  for (let seed = first; seed < first + count; seed++) {
    const { whole, content } = damagedBy(seed, wholes)
    const { judgement, faults, check, ms } = await looks.at(whole, content)
    for (const what of faults) failures.push({ seed, path: whole.path, what, content })
    tally.bytes += content.length
    tally.slowestCheck = Math.max(tally.slowestCheck, check)
    tally.slowestFile = Math.max(tally.slowestFile, ms)
    if (judgement.findings.length > 0) tally.withFindings++
    if (judgement.errors.length > 0) tally.withErrors++
  }
  return { files: count, ...tally, failures }
}

const damagedBy = (seed: number, wholes: readonly Whole[]): { whole: Whole; content: Buffer } => {
  const random = randomFrom(seed * 7919)
  const whole = wholes[random.below(wholes.length)]
  if (whole === undefined) throw new Error('there is nothing to damage')
  return { whole, content: damaged(whole.text, random, whole.secrets) }
}

interface Look {
  readonly judgement: Judgement
  readonly faults: readonly string[]
  readonly check: number
  readonly ms: number
}

/** Looks at files and at what the rules do meanwhile. */
class Looks {
  readonly #config: string
  readonly #longest: number
  readonly #watch = newWatch()
  readonly #rules = builtin().rules.map((rule) => watched(rule, this.#watch))

  constructor(config: string, timed: boolean) {
    this.#config = config
    this.#longest = timed ? longest : Number.POSITIVE_INFINITY
  }

  /** At best of three where the first time was too long: other work of the machine is none of ours. */
  async at(whole: Whole, content: Buffer): Promise<Look> {
    this.#watch.own = false
    let best = await this.#once(whole, content)
    for (let left = 2; left > 0 && best.check > this.#longest; left--) {
      this.#watch.own = true
      const again = await this.#once(whole, content)
      if (again.check < best.check) best = again
    }
    return best
  }

  async #once({ path, secrets }: Whole, content: Buffer): Promise<Look> {
    this.#watch.slowest = { rule: '', ms: 0 }
    const elapsed = stopwatch(this.#watch.own)
    const config = path === '.sops.yaml' ? content : this.#config
    const judgement = await judge(path, content, { rules: this.#rules, files: { '.sops.yaml': config } })
    const ms = elapsed()
    const { rule, ms: check } = this.#watch.slowest
    const faults = [
      ...this.#watch.crashes.splice(0),
      ...leaksIn(judgement, [...secrets, typed], content),
      ...(check > this.#longest ? [`${rule} took ${check.toFixed(0)} ms`] : []),
    ]
    return { judgement, faults, check, ms }
  }
}
