import { pathMatcher } from '../../formats/globs.ts'
import type { CheckPolicy, RotationRules } from '../../model/rule.ts'

/** What the policy demands of one credential. */
export interface OwnPolicy {
  readonly maxAgeDays: number
  readonly warnDays: number
  /** An override sets how old it may become. */
  readonly overridden: boolean
  /** Accepted as it is. */
  readonly exempt?: { readonly reason: string; readonly expires?: Date }
  /** What was accepted until a day that has passed. */
  readonly lapsed?: string
}

interface Place {
  readonly path: string
  /** The key path with dots. */
  readonly name: string
}

type Selects = (place: Place) => boolean

const anyText = (): boolean => true

const selects = ({ paths, names }: { paths?: readonly string[]; names?: readonly string[] }): Selects => {
  const inPaths = paths === undefined ? anyText : pathMatcher(paths)
  const hasName = names === undefined ? anyText : pathMatcher(names)
  return ({ path, name }) => inPaths(path) && hasName(name)
}

interface Compiled {
  readonly overrides: readonly { readonly entry: RotationRules['overrides'][number]; readonly selects: Selects }[]
  readonly exempt: readonly { readonly entry: RotationRules['exempt'][number]; readonly selects: Selects }[]
}

const known = new WeakMap<RotationRules, Compiled>()

const compiled = (rules: RotationRules): Compiled => {
  const found = known.get(rules) ?? {
    overrides: rules.overrides.map((entry) => ({ entry, selects: selects(entry) })),
    exempt: rules.exempt.map((entry) => ({ entry, selects: selects(entry) })),
  }
  known.set(rules, found)
  return found
}

const day = 86_400_000

/** The end of the last day (UTC) on which an exemption has effect. */
const endOf = (expires: string): Date => new Date(Date.parse(`${expires}T00:00:00Z`) + day)

/** The policy of one credential: later overrides win over earlier ones, and an exemption whose last day has passed has no effect. */
export const policyOf = (place: Place, policy: CheckPolicy, now: Date): OwnPolicy => {
  const { maxAgeDays, warnDays } = policy
  if (policy.rotation === undefined) return { maxAgeDays, warnDays, overridden: false }
  const { overrides, exempt } = compiled(policy.rotation)
  const own = { maxAgeDays, warnDays, overridden: false }
  for (const { entry, selects: matches } of overrides) {
    if (!matches(place)) continue
    own.maxAgeDays = entry.maxAgeDays ?? own.maxAgeDays
    own.warnDays = entry.warnDays ?? own.warnDays
    own.overridden ||= entry.maxAgeDays !== undefined
  }
  const accepted = exempt.filter(({ selects: matches }) => matches(place)).map(({ entry }) => entry)
  const valid = accepted.find(({ expires }) => expires === undefined || now < endOf(expires))
  if (valid !== undefined) {
    const { reason, expires } = valid
    return {
      ...own,
      exempt: { reason, ...(expires === undefined ? {} : { expires: new Date(`${expires}T00:00:00Z`) }) },
    }
  }
  const lapsed = accepted[0]?.expires
  return lapsed === undefined ? own : { ...own, lapsed: `the exemption of this credential ended on ${lapsed}` }
}
