import { claimEvidence, issuedEvidence, type Past } from './claim-standing.ts'
import type { Claims } from './claims.ts'
import { type Evidence, evidenceNames, fromHistory } from './evidence.ts'
import type { OwnDates } from './own-dates.ts'
import type { OwnPolicy } from './rotation-policy.ts'
import { type AgeVerdict, DAY, type Judgement, judge, noteOf, objection } from './verdict.ts'

/** Everything that is known of one credential. */
export interface Known {
  readonly kind: 'credential' | 'certificate'
  /** A temporary AWS key, or the token of one. */
  readonly temporary: boolean
  /** What others than editors of the file say. */
  readonly evidence: readonly Evidence[]
  readonly past: Past
  readonly claims: Claims
  readonly own?: OwnDates
}

/** The verdict with everything it rests on. */
export interface CredentialJudgement extends Judgement {
  /** The last instant that the policy allows, or its own end where that comes first. */
  readonly due?: Date
  readonly expires?: Date
  /** No age is too old for it. */
  readonly unlimited?: true
  readonly statements: readonly Evidence[]
}

/** The longest session that STS grants: of an IAM user's GetSessionToken. */
const longestSession = 36 * 3_600_000

/** Combines all evidence about one credential under the policy that holds for it. */
export const judgeCredential = (known: Known, now: Date, policy: OwnPolicy): CredentialJudgement => {
  const statements = statementsOf(known, now, policy)
  const judgement = judgeKind(known, statements, now, policy)
  return {
    ...judgement,
    statements: statements.map((one) => ({ ...one, ...noteOf([one.note, objection(one, now)]) })),
    ...noteOf([...(known.claims.notes ?? []), ...contradictions(statements), policy.lapsed, judgement.note]),
  }
}

const judgeKind = (known: Known, statements: readonly Evidence[], now: Date, policy: OwnPolicy): Ended => {
  if (known.temporary) return temporary(statements, now)
  const byAge = judge(statements, now, policy)
  const certificate = known.kind === 'certificate' && !policy.overridden
  const aged = certificate ? unlimited(byAge, known.own) : { ...byAge, ...explained(byAge, known.past, statements) }
  if (!certificate) return withEnd(aged, known, now, policy)
  return { ...withEnd(aged, known, now, { ...policy, maxAgeDays: Number.POSITIVE_INFINITY }), unlimited: true }
}

type Ended = Judgement & Pick<CredentialJudgement, 'due' | 'expires' | 'unlimited'>

const statementsOf = ({ evidence, own, claims, past }: Known, now: Date, policy: OwnPolicy): readonly Evidence[] => {
  const { created } = claims
  const credible = evidence.filter((one) => objection(one, now) === undefined)
  const issued = own?.issued === undefined ? [] : [issuedEvidence(own.issued, credible)]
  if (created === undefined) return [...issued, ...evidence]
  const stated: Evidence = { source: 'metadata', bound: 'at-least', since: created.at }
  if (objection(stated, now) !== undefined) return [...issued, stated, ...evidence]
  const isDue = (since: Date): boolean => now.getTime() - since.getTime() >= (policy.maxAgeDays - policy.warnDays) * DAY
  return [...issued, claimEvidence(created, dated(past, now), credible, isDue), ...evidence]
}

/** A commit whose own date cannot be true confirms none. */
const dated = (past: Past, now: Date): Past =>
  past.is === 'committed' && objection(fromHistory(past.date), now) !== undefined ? { ...past, disordered: true } : past

const contradictions = (statements: readonly Evidence[]): readonly (string | undefined)[] =>
  statements.filter(({ source, contradicted }) => source === 'metadata' || contradicted).map(({ note }) => note)

/** Why nothing better is known, where that has a reason. */
const explained = ({ verdict, note }: Judgement, past: Past, statements: readonly Evidence[]): { note?: string } => {
  if (verdict !== 'unknown') return noteOf([note])
  const hidden = statements.find(({ source }) => source === 'git-iv')?.note
  return noteOf([hidden, past.is === 'cut-off' ? 'history is cut off' : undefined, note])
}

/** A certificate may live as long as it says; without that, nothing is known. */
const unlimited = ({ note: _, ...byAge }: Judgement, own: OwnDates | undefined): Judgement => {
  if (own?.expires === undefined)
    return { ...byAge, verdict: 'unknown', note: 'a certificate is judged by its own validity, which only a key shows' }
  if (own.incomplete) return { ...byAge, verdict: 'unknown', note: 'a certificate of the chain cannot be read' }
  return { ...byAge, verdict: 'ok' }
}

const ranks: readonly AgeVerdict[] = ['ok', 'unknown', 'due-soon', 'overdue']

const worse = (one: AgeVerdict, other: AgeVerdict): AgeVerdict =>
  ranks.indexOf(one) >= ranks.indexOf(other) ? one : other

const earliest = (dates: readonly (Date | undefined)[]): Date | undefined =>
  dates.flatMap((date) => date ?? []).sort((a, b) => a.getTime() - b.getTime())[0]

const day = (date: Date): string => date.toISOString().slice(0, 10)

/** What ends by itself is due then at the latest; that it ends one day makes nothing younger. */
const withEnd = (aged: Judgement, { own, claims }: Known, now: Date, policy: OwnPolicy): Ended => {
  const expires = earliest([own?.expires, claims.expires?.at])
  const ageDue =
    aged.since === undefined || !Number.isFinite(policy.maxAgeDays)
      ? undefined
      : new Date(aged.since.getTime() + policy.maxAgeDays * DAY)
  const due = earliest([ageDue, expires])
  const ended = { ...aged, ...(due && { due }), ...(expires && { expires }) }
  if (expires === undefined) return ended
  const left = expires.getTime() - now.getTime()
  if (left > policy.warnDays * DAY) return ended
  const by = own?.expires?.getTime() === expires.getTime() ? evidenceNames.expiry : claims.expires?.name
  const says = `${left < 0 ? 'expired' : 'expires'} on ${day(expires)} as ${by} says`
  return { ...ended, verdict: worse(aged.verdict, left < 0 ? 'overdue' : 'due-soon'), ...noteOf([says, told(aged)]) }
}

/** That nothing proves it young matters no more. */
const told = ({ verdict, note }: Judgement): string | undefined => (verdict === 'unknown' ? undefined : note)

const belongs = 'a temporary AWS key (ASIA) was committed; it belongs in no file, since it ends by itself'

/** The rotation policy says nothing of a key that lives for hours. */
const temporary = (statements: readonly Evidence[], now: Date): Ended => {
  const { note: _, ...age } = judge(statements, now, { maxAgeDays: Number.POSITIVE_INFINITY, warnDays: 0 })
  if (age.since === undefined) return { ...age, verdict: 'unknown', note: `${belongs} within 36 hours` }
  const end = new Date(age.since.getTime() + longestSession)
  const over = now > end
  const note = `${belongs}${over ? ', and has ended' : ` within 36 hours, by ${end.toISOString()}`}`
  return { ...age, verdict: over ? 'overdue' : 'due-soon', due: end, expires: end, note }
}
