import type { Claim } from './claims.ts'
import { type Evidence, evidenceNames } from './evidence.ts'

/** What git knows of a value as it stands in the file. */
export type Past =
  /** Nobody asked, or there is no repository. */
  | { readonly is: 'unasked' }
  /** A part of the history is missing from this clone. */
  | { readonly is: 'cut-off' }
  /** The value is in no commit. */
  | { readonly is: 'uncommitted' }
  /** Nothing of it could be looked for: it is not encrypted, and has no iv. */
  | { readonly is: 'without-iv' }
  | {
      readonly is: 'committed'
      readonly date: Date
      readonly anew: boolean
      /** A clock was wrong when it was committed, so that the date may be too late. */
      readonly disordered?: true
    }

/** Dates are written by the day and in other zones than UTC. */
export const tolerance = 86_400_000

const near = (one: Date, other: Date): boolean => Math.abs(one.getTime() - other.getTime()) <= tolerance

const day = (date: Date): string => date.toISOString().slice(0, 10)

/** Since when the value stands as it is at least, by what SOPS and git wrote and no editor did. */
const provenSince = (evidence: readonly Evidence[]): Evidence | undefined =>
  evidence.filter(({ bound }) => bound === 'at-least').sort((a, b) => a.since.getTime() - b.since.getTime())[0]

const words: Readonly<Partial<Record<Evidence['source'], string>>> = {
  'git-iv': 'has not changed in git since',
  lastmodified: 'was not encrypted again since',
  'key-id': 'has a key id from before',
}

const isLater = (at: Date, proof: Evidence): boolean => at.getTime() > proof.since.getTime() + tolerance

const contradictedBy = (proof: Evidence, claim: Pick<Evidence, 'source' | 'since'>, name: string): Evidence => {
  const says = words[proof.source] ?? 'is older than'
  const note = `${name} says ${day(claim.since)}, but the value ${says} ${day(proof.since)}; the older date counts`
  return { ...claim, bound: 'at-least', note, contradicted: true }
}

/** When a credential was issued as it says itself, which whoever issued it could not write into an older value. */
export const issuedEvidence = (since: Date, evidence: readonly Evidence[]): Evidence => {
  const proof = provenSince(evidence)
  const claim = { source: 'expiry', since } as const
  return proof !== undefined && isLater(since, proof)
    ? contradictedBy(proof, claim, evidenceNames.expiry)
    : { ...claim, bound: 'exact' }
}

/**
 * How a claimed date stands against what is proven. SOPS keeps the iv of a value while plaintext and path stay, so the
 * first commit of the iv (H) is when the value came here, and the claim (C) is about it only if C is not later.
 *
 * | history | claim against proof | counts as | so that it can say |
 * |---|---|---|---|
 * | any | C > proof + 1 d (H, `lastmodified`, old key id) | nothing: the value is older than the claim | what the proof says |
 * | committed | C within 1 d of H | exact, from the earlier of both | ok, due soon, overdue |
 * | committed | C < H - 1 d, and C is young | at most: the value came after the claim | ok |
 * | committed | C < H - 1 d, and C is due | at least: an owner's word against the credential | due soon, overdue |
 * | committed anew | C <= H + 1 d | at least: every value of the file got a new iv | due soon, overdue |
 * | committed, by a wrong clock | any other | at least: it may have been committed at any time | due soon, overdue |
 * | uncommitted, cut off, unasked, without iv | any other | at least: nothing confirms it | due soon, overdue |
 *
 * Whoever lies in the file and commits an old credential as new is not found out; only IAM does that.
 */
export const claimEvidence = (
  { at, name }: Claim,
  past: Past,
  evidence: readonly Evidence[],
  isDue: (since: Date) => boolean,
): Evidence => {
  const proof = provenSince(evidence)
  const claim = { source: 'metadata', since: at } as const
  if (proof !== undefined && isLater(at, proof)) return contradictedBy(proof, claim, name)
  if (past.is !== 'committed') return { ...claim, bound: 'at-least', note: `${name} ${unconfirmed[past.is]}` }
  if (past.disordered) return { ...claim, bound: 'at-least', note: `${name} ${disordered}` }
  if (past.anew) return { ...claim, bound: 'at-least', note: `${name} ${hidden} (${day(past.date)})` }
  if (near(at, past.date)) return { ...claim, bound: 'exact', since: at < past.date ? at : past.date }
  const stale = `${name} is earlier than the value, which is in git since ${day(past.date)}`
  if (!isDue(at)) return { ...claim, bound: 'at-most', note: stale }
  return { ...claim, bound: 'at-least', note: `${stale}; if that was a rotation, bring the date up to date` }
}

const unconfirmed: Readonly<Record<Exclude<Past['is'], 'committed'>, string>> = {
  unasked: 'is a claim that no history confirms',
  'cut-off': 'is a claim that no history confirms, because history is cut off',
  uncommitted: 'is a claim that no commit confirms yet',
  'without-iv': 'is a claim that history cannot confirm, because the value is not encrypted',
}

const disordered =
  'is a claim that history cannot confirm, because a commit of the value has a date that cannot be true'

const hidden = 'is a claim that history cannot confirm, because a commit wrote every value of the file anew'
