import type { CheckPolicy } from '../../model/rule.ts'
import { type Bound, type Evidence, type EvidenceSource, evidenceNames, evidenceSources } from './evidence.ts'

export type AgeVerdict = 'ok' | 'due-soon' | 'overdue' | 'unknown'

export type AgePolicy = Pick<CheckPolicy, 'maxAgeDays' | 'warnDays'>

/** What the evidence amounts to. Without a usable date there is no age and the bound is `none`. */
export interface Judgement {
  readonly verdict: AgeVerdict
  readonly bound: Bound
  readonly source?: EvidenceSource
  readonly since?: Date
  /** Whole days that have passed. */
  readonly ageDays?: number
  readonly note?: string
}

export const DAY = 86_400_000
const CLOCK_SKEW = 5 * 60_000
const SOPS_EXISTS = Date.UTC(2015, 0, 1)

const madeBySops: ReadonlySet<EvidenceSource> = new Set(['metadata', 'git-iv', 'lastmodified', 'created-at'])

/** Why a date cannot be true. */
export const objection = (evidence: Evidence, now: Date): string | undefined => {
  const says = `${evidenceNames[evidence.source]} says ${evidence.since.toISOString()}`
  if (evidence.since.getTime() > now.getTime() + CLOCK_SKEW) {
    return `${says}, which lies in the future: a clock or the date is wrong`
  }
  if (madeBySops.has(evidence.source) && evidence.since.getTime() < SOPS_EXISTS) {
    return `${says}, which is before SOPS existed: the date is made up`
  }
  return undefined
}

const ageOf = (evidence: Evidence, now: Date): number => Math.max(0, now.getTime() - evidence.since.getTime())

const trust = (evidence: Evidence): number => evidenceSources.indexOf(evidence.source)

/** An exact date beats a bound, the bound that proves more beats the weaker one, trust settles a tie. */
const byStrength = (a: Evidence, b: Evidence): number => {
  const exactness = Number(b.bound === 'exact') - Number(a.bound === 'exact')
  if (exactness !== 0) return exactness
  if (a.bound === 'exact') return trust(a) - trust(b)
  const lower = Number(b.bound === 'at-least') - Number(a.bound === 'at-least')
  if (lower !== 0) return lower
  return a.since.getTime() - b.since.getTime() || trust(a) - trust(b)
}

/** Overdue is strictly older than the policy: exactly 90 days pass. Only a bound from above says `ok`. */
const verdictOf = (bound: Bound, ageMs: number, policy: AgePolicy): AgeVerdict => {
  const overdue = ageMs > policy.maxAgeDays * DAY
  const due = ageMs >= (policy.maxAgeDays - policy.warnDays) * DAY
  if (bound === 'at-most') return due ? 'unknown' : 'ok'
  if (overdue) return 'overdue'
  if (due) return 'due-soon'
  return bound === 'exact' ? 'ok' : 'unknown'
}

/** A bound from above counts where it says `ok` and none from below proves that wrong. */
const strongest = (credible: readonly Evidence[], now: Date, policy: AgePolicy): Evidence | undefined => {
  const [best] = [...credible].sort(byStrength)
  if (best?.bound !== 'at-least') return best
  const isOk = ({ bound, since }: Evidence): boolean =>
    bound === 'at-most' && since <= best.since && verdictOf(bound, now.getTime() - since.getTime(), policy) === 'ok'
  return credible.find(isOk) ?? best
}

const caveat = (bound: Bound, verdict: AgeVerdict): string | undefined => {
  if (verdict !== 'unknown') return undefined
  if (bound === 'none') return 'nothing at hand dates it'
  return 'it may be older: what is at hand can prove a credential old, never young'
}

/** Judges one credential by the strongest evidence; dates that cannot be true are set aside and named in the note. */
export const judge = (evidence: readonly Evidence[], now: Date, policy: AgePolicy): Judgement => {
  const objections = evidence.flatMap((one) => objection(one, now) ?? [])
  const best = strongest(
    evidence.filter((one) => one.contradicted === undefined && objection(one, now) === undefined),
    now,
    policy,
  )
  if (best === undefined)
    return { verdict: 'unknown', bound: 'none', ...noteOf([...objections, caveat('none', 'unknown')]) }
  const ageMs = ageOf(best, now)
  const verdict = verdictOf(best.bound, ageMs, policy)
  return {
    verdict,
    bound: best.bound,
    source: best.source,
    since: best.since,
    ageDays: Math.floor(ageMs / DAY),
    ...noteOf([...objections, caveat(best.bound, verdict)]),
  }
}

/** Sentences in a row; nothing where there are none. */
export const noteOf = (sentences: readonly (string | undefined)[]): { note?: string } => {
  const note = sentences.filter((sentence) => sentence !== undefined && sentence !== '').join('; ')
  return note === '' ? {} : { note }
}
