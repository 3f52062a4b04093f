import { createHmac, randomBytes } from 'node:crypto'
import type { Context } from '../../model/rule.ts'
import { ValueSearch } from './value-search.ts'

/** Where a value was seen. */
export interface Place {
  readonly path: string
  readonly keyPath: readonly string[]
}

/**
 * What a run remembers of plaintext: digests under a key that is made for the run and known to nobody, so that values can
 * be compared and never guessed.
 */
export class RunDigests {
  /** Where values that were kept may stand; {@link placeOf} tells whether they do. */
  readonly search = new ValueSearch()
  readonly #key = randomBytes(32)
  readonly #values = new Map<string, Place>()
  readonly #credentials = new Map<string, Place[]>()

  digest(value: Uint8Array): string {
    return createHmac('sha256', this.#key).update(value).digest('base64')
  }

  /** Nothing was remembered for {@link placeOf}. */
  get isEmpty(): boolean {
    return this.#values.size === 0
  }

  /** Remembers a value that means something wherever else it stands. */
  keep(value: Uint8Array, place: Place): void {
    const digest = this.digest(value)
    if (this.#values.has(digest)) return
    this.#values.set(digest, place)
    this.search.add(value)
  }

  /** The encrypted file that holds a value, and where. */
  placeOf(value: Uint8Array): Place | undefined {
    return this.#values.get(this.digest(value))
  }

  /** The first place of a credential, unless this is it. */
  firstElsewhere(digest: string, place: Place): Place | undefined {
    const places = this.#credentials.get(digest) ?? []
    this.#credentials.set(digest, places)
    if (!places.some((known) => isSame(known, place))) places.push(place)
    const [first] = places
    return first === undefined || isSame(first, place) ? undefined : first
  }
}

const isSame = (left: Place, right: Place): boolean =>
  left.path === right.path && left.keyPath.join('\0') === right.keyPath.join('\0')

const runs = new WeakMap<Context, RunDigests>()

/** Of one context: what is compared was seen in one run. */
export const runDigests = (context: Context): RunDigests => {
  const known = runs.get(context) ?? new RunDigests()
  runs.set(context, known)
  return known
}
