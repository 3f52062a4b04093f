import { shellQuoted } from '../../formats/shell-quote.ts'
import type { CredentialAge } from './credential-ages.ts'
import { keyPairHalf } from './credential-names.ts'
import { evidenceNames } from './evidence.ts'
import type { AgePolicy } from './verdict.ts'

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`)

/** `at least 101 days old (git history)`. */
export const ageInWords = (age: CredentialAge, policy: AgePolicy): string => {
  if (age.ageDays === undefined || age.source === undefined) return 'of unknown age'
  const justOver = age.verdict === 'overdue' && age.ageDays <= policy.maxAgeDays
  const bounds = { exact: '', 'at-least': 'at least ', 'at-most': 'at most ', none: '' }
  const bound = justOver ? 'more than ' : bounds[age.bound]
  return `${bound}${days(age.ageDays)} old (${evidenceNames[age.source]})`
}

/** One sentence on how a credential stands against the policy. */
export const overdueSentence = (age: CredentialAge, policy: AgePolicy): string =>
  `${age.name} is ${ageInWords(age, policy)}; the policy is ${days(policy.maxAgeDays)}`

const storeCommand = (age: CredentialAge): string => {
  const file = shellQuoted(age.path)
  if (!age.addressable) return `sops edit ${file}`
  const index = age.keyPath.map((key) => `[${JSON.stringify(key)}]`).join('')
  return `sops set --value-stdin ${file} ${shellQuoted(index)}`
}

/** How to rotate this credential, with the very command that stores the new value. */
export const rotationRemedy = (age: CredentialAge): string => {
  const store = storeCommand(age)
  return keyPairHalf(age.keyPath) === undefined
    ? `Issue a new credential, store it with ${store}, let every user of the old one switch, then revoke the old one.`
    : `Create the new key (aws iam create-access-key), store it with ${store}, let every user switch, then deactivate (aws iam update-access-key --status Inactive) and later delete the old key (aws iam delete-access-key).`
}
