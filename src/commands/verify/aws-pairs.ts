import type { Candidate } from '../../engine/candidates.ts'
import type { Behind } from '../../engine/inquire.ts'
import type { Hit } from '../../model/rule.ts'
import type { Secret } from '../../model/secret.ts'

/** A value, and the hit that found it. */
export interface Half {
  readonly hit: Hit
  readonly value: Secret
}

/** An access key id with the secrets that stand near it, the nearest first, and the token of its session. */
export interface AwsPair {
  readonly id: Half
  readonly secrets: readonly Half[]
  readonly token?: Half
}

const longTerm = 'aws-access-key-id'
const temporary = 'aws-temporary-access-key-id'
const secret = 'aws-secret-access-key'
const tokens = ['aws-session-token', 'aws-session-token-unlabelled']

// An id has one secret; more than these are a list of all ids and another of all secrets.
const mostSecrets = 3

/** What of the findings of a document may be shown to STS; a temporary key without its token says nothing. */
export const awsPairs = (found: readonly Behind[]): readonly AwsPair[] =>
  found.flatMap(({ candidate }) => {
    const rule = candidate.rule.meta.id
    const [id] = halves([candidate])
    if (id === undefined || (rule !== longTerm && rule !== temporary)) return []
    const secrets = halves(near(candidate, [secret])).slice(0, mostSecrets)
    const [token] = rule === temporary ? halves(near(candidate, tokens)) : []
    if (secrets.length === 0 || (rule === temporary && token === undefined)) return []
    return [{ id, secrets, ...(token && { token }) }]
  })

const halves = (candidates: readonly Candidate[]): readonly Half[] =>
  candidates.flatMap(({ hit }) => (hit.secret === undefined ? [] : [{ hit, value: hit.secret }]))

const near = (candidate: Candidate, rules: readonly string[]): readonly Candidate[] =>
  (candidate.partners ?? [])
    .filter(({ rule }) => rules.includes(rule.meta.id))
    .sort((one, other) => gap(one.hit, candidate.hit) - gap(other.hit, candidate.hit))

const gap = ({ span: one }: Hit, { span: other }: Hit): number =>
  one === undefined || other === undefined
    ? Number.POSITIVE_INFINITY
    : Math.max(one.start - other.end, other.start - one.end)
