import type { Entry, TextRange } from '../../formats/tree.ts'
import type { Expression } from './expression.ts'
import { scalarAt } from './nodes.ts'
import { expressionsAt } from './script.ts'

/**
 * What a value is to a CI: all variables at once; a secret that it knows and masks; something worked out from one, which
 * it does not recognise; something decrypted or fetched while the job runs, of which it knows nothing.
 */
export type Kind = 'environment' | 'secret' | 'derived' | 'decrypted'

const ranks: readonly Kind[] = ['environment', 'secret', 'derived', 'decrypted']

/** A value on its way, and the place of the file at which it comes in sight. */
export interface Flow {
  readonly kind: Kind
  readonly range: TextRange
  /** The variable that holds it. */
  readonly name?: string
  /** It stands in the text itself, as an expression. */
  readonly interpolated?: true
}

export const strongest = (flows: Iterable<Flow | undefined>): Flow | undefined => {
  let best: Flow | undefined
  for (const flow of flows)
    if (flow !== undefined && (best === undefined || ranks.indexOf(flow.kind) > ranks.indexOf(best.kind))) best = flow
  return best
}

/** What an expression is replaced by, as far as it is a secret. */
export const kindOf = ({ secrets, token }: Expression): Kind | undefined => {
  const used = secrets.filter(({ tested }) => !tested)
  if (used.some(({ part }) => part)) return 'derived'
  return used.length > 0 || token ? 'secret' : undefined
}

const bindings = new WeakMap<readonly Entry[], ReadonlyMap<string, Kind>>()

/** The variables of an `env:` that hold secrets. */
export const secretsIn = (file: string, env: readonly Entry[]): ReadonlyMap<string, Kind> => {
  const known = bindings.get(env) ?? new Map(boundIn(file, env))
  bindings.set(env, known)
  return known
}

function* boundIn(file: string, env: readonly Entry[]): Generator<[string, Kind]> {
  for (const { key, value } of env) {
    const node = scalarAt(value)
    const kinds = node === undefined ? [] : expressionsAt(file, node).flatMap((each) => kindOf(each) ?? [])
    if (kinds.length > 0) yield [key, kinds.includes('derived') ? 'derived' : 'secret']
  }
}
