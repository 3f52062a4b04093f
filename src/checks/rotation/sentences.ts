import { shellQuoted } from '../../formats/shell-quote.ts'
import { shownKey } from '../shown-key.ts'
import type { CredentialAge } from './credential-ages.ts'
import { keyPairHalf } from './credential-names.ts'
import { evidenceNames } from './evidence.ts'

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`)

const bounds = { exact: '', 'at-least': 'at least ', 'at-most': 'at most ', none: '' }

/** `at least 101 days`. */
const ageOf = ({ ageDays, bound, verdict, policy, expires }: CredentialAge): string => {
  if (ageDays === undefined) return expires === undefined ? 'of unknown age' : `expired ${day(expires)}`
  const justOver = verdict === 'overdue' && ageDays === policy.maxAgeDays
  return `${justOver ? 'more than ' : bounds[bound]}${days(ageDays)}`
}

const day = (date: Date): string => date.toISOString().slice(0, 10)

/** `at least 101 days old (git history)`. */
export const ageInWords = (age: CredentialAge): string => {
  if (age.ageDays === undefined || age.source === undefined) return 'of unknown age'
  return `${ageOf(age)} old (${evidenceNames[age.source]})`
}

/** Names as a message may show them. */
const nameOf = ({ keyPath, name }: CredentialAge): string =>
  name === keyPath.join('.') ? keyPath.map(shownKey).join('.') : shownKey(name)

/** One sentence on how a credential stands against the policy. */
export const overdueSentence = (age: CredentialAge): string => {
  const { expires, policy } = age
  if (age.temporary)
    return `${nameOf(age)} belongs to a temporary AWS key, which ended on ${expires ? day(expires) : 'an unknown day'}`
  const old = age.ageDays !== undefined && age.ageDays >= policy.maxAgeDays
  if (expires !== undefined && !old) return `${nameOf(age)} expired on ${day(expires)}`
  return `${nameOf(age)} is ${ageInWords(age)}; the policy is ${days(policy.maxAgeDays)}`
}

/** One line on all credentials that are overdue; undefined where none is. */
export const overdueSummary = (overdue: readonly CredentialAge[]): string | undefined => {
  const [oldest] = [...overdue].sort((a, b) => (a.since?.getTime() ?? Infinity) - (b.since?.getTime() ?? Infinity))
  if (oldest === undefined) return undefined
  const count = countOf(overdue)
  const at = `${nameOf(oldest)} in ${oldest.path}, ${ageOf(oldest)}`
  return count === 1
    ? `1 credential is overdue for rotation (${at}): leaktight rotation`
    : `${count} credentials are overdue for rotation (oldest: ${at}): leaktight rotation`
}

/** The two halves of a key pair are one credential. */
const countOf = (ages: readonly CredentialAge[]): number => {
  const pairs = new Map<string, { id: number; secret: number }>()
  let others = 0
  for (const { path, keyPath } of ages) {
    const half = keyPairHalf(keyPath)
    if (half === undefined) others += 1
    else {
      const place = JSON.stringify([path, ...keyPath.slice(0, -1)])
      const pair = pairs.get(place) ?? { id: 0, secret: 0 }
      pair[half] += 1
      pairs.set(place, pair)
    }
  }
  return [...pairs.values()].reduce((sum, { id, secret }) => sum + Math.max(id, secret), others)
}

const storeCommand = (age: CredentialAge): string => {
  const file = shellQuoted(age.path)
  if (!age.addressable) return `sops edit ${file}`
  const index = age.keyPath.map((key) => `[${JSON.stringify(key)}]`).join('')
  return `sops set --value-stdin ${file} ${shellQuoted(index)}`
}

/** The pair stands at the top, or below the name of a profile. */
const rotateCommand = ({ path, keyPath }: CredentialAge): string => {
  const profile = keyPath.at(-2)
  return `leaktight rotate ${shellQuoted(path)}${profile === undefined ? '' : ` --profile ${shellQuoted(profile)}`}`
}

const byHand = (store: string): string =>
  `aws iam create-access-key, then ${store}; when every user has switched, aws iam update-access-key --status Inactive and later aws iam delete-access-key.`

/** How to rotate this credential, with the very command that stores the new value. */
export const rotationRemedy = (age: CredentialAge): string => {
  const store = storeCommand(age)
  if (age.temporary)
    return `Remove it from ${age.path}: temporary keys are fetched when they are needed (aws sso login, a role), and stored nowhere.`
  if (age.kind === 'certificate') return `Have the certificate issued anew and store it with ${store}.`
  if (keyPairHalf(age.keyPath) === undefined)
    return `Issue a new credential, store it with ${store}, let every user of the old one switch, then revoke the old one.`
  return age.addressable ? `Run: ${rotateCommand(age)}. By hand: ${byHand(store)}` : `By hand: ${byHand(store)}`
}
