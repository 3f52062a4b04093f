import type { AccessKey } from './access-key-join.ts'
import type { OwnPolicy } from './rotation-policy.ts'
import { DAY, type Judgement, judge, noteOf } from './verdict.ts'

export { type AccessKey, type Joined, joinedKey } from './access-key-join.ts'

export interface AccessKeyPolicy extends Pick<OwnPolicy, 'maxAgeDays' | 'warnDays'> {
  readonly overlapDays: number
  readonly unusedDays: number
}

/** An access key with what the policy says of it. */
export interface JudgedAccessKey extends Judgement {
  readonly key: AccessKey
  /** `AKIA…MPLE`, or the slot of a report that shows no ids; may be printed. */
  readonly shownId: string
  /** A root key is critical whatever its age; an inactive key is worth no more than a word. */
  readonly severity: 'critical' | 'medium' | 'low' | 'info'
  readonly due?: Date
  readonly remedy?: string
}

/** First and last four characters, which name a key to people who have it. */
export const shownKeyId = (id: string): string => (id.length < 12 ? '****' : `${id.slice(0, 4)}…${id.slice(-4)}`)

/**
 * Judges keys as IAM lists them, each by its own creation date. Inactive keys pass, as in every published check; of two
 * active keys of a user the older one is a warning once the newer one is older than `overlap-days`; an active key that is
 * not used for `unused-days` is a warning; a root key is overdue whatever its age.
 */
export const judgeAccessKeys = (
  keys: readonly AccessKey[],
  now: Date,
  policy: AccessKeyPolicy | ((key: AccessKey) => AccessKeyPolicy),
): readonly JudgedAccessKey[] => {
  const users = new Map<string, AccessKey[]>()
  for (const key of keys) {
    const known = users.get(userOf(key))
    if (known === undefined) users.set(userOf(key), [key])
    else known.push(key)
  }
  return keys.map((key) => {
    const siblings = (users.get(userOf(key)) ?? []).filter((other) => other !== key)
    return judgeKey(key, siblings, now, typeof policy === 'function' ? policy(key) : policy)
  })
}

const userOf = ({ userName, source, root }: AccessKey): string => JSON.stringify([userName, source, root === true])

const judgeKey = (
  key: AccessKey,
  siblings: readonly AccessKey[],
  now: Date,
  policy: AccessKeyPolicy,
): JudgedAccessKey => {
  const age = judge([{ source: key.source, bound: 'exact', since: key.createDate }], now, policy)
  const judged = { key, shownId: key.accessKeyId === undefined ? 'access key' : shownKeyId(key.accessKeyId) }
  if (key.status === 'Inactive') return { ...judged, ...inactive(age) }
  const due = new Date(key.createDate.getTime() + policy.maxAgeDays * DAY)
  if (key.root === true) return { ...judged, ...root(age), due: key.createDate }
  const warnings = [unusedFor(key, now, policy), secondKey(key, siblings, now, policy)]
  return { ...judged, ...active(age, warnings), due }
}

type Said = Judgement & Pick<JudgedAccessKey, 'severity' | 'remedy'>

const inactive = (age: Judgement): Said => ({
  ...age,
  verdict: 'ok',
  severity: 'info',
  note: 'inactive: delete it',
  remedy: 'Delete the inactive key (aws iam delete-access-key).',
})

const root = ({ note, ...age }: Judgement): Said => ({
  ...age,
  verdict: 'overdue',
  severity: 'critical',
  ...noteOf(['an access key of the root user, which should have none whatever its age', note]),
  remedy: 'Move what uses it to a role or a user with less power, then delete it in the console of the root user.',
})

interface Warning {
  readonly note: string
  readonly remedy?: string
}

const remedies = {
  overdue:
    'Create the new key (aws iam create-access-key), let every user switch, then deactivate and later delete this one.',
  unused: 'Deactivate it (aws iam update-access-key --status Inactive), and delete it when nobody misses it.',
}

const active = ({ note, ...age }: Judgement, found: readonly (Warning | undefined)[]): Said => {
  const warnings = found.flatMap((warning) => warning ?? [])
  const warned = warnings.some(({ remedy }) => remedy !== undefined)
  const verdict = warned && age.verdict === 'ok' ? 'due-soon' : age.verdict
  const remedy =
    warnings.find((warning) => warning.remedy !== undefined)?.remedy ??
    (verdict === 'overdue' || verdict === 'due-soon' ? remedies.overdue : undefined)
  return {
    ...age,
    verdict,
    severity: verdict === 'overdue' ? 'medium' : verdict === 'ok' ? 'info' : 'low',
    ...noteOf([...warnings.map((warning) => warning.note), note]),
    ...(remedy === undefined ? {} : { remedy }),
  }
}

const daysSince = (date: Date, now: Date): number => (now.getTime() - date.getTime()) / DAY

const unusedFor = ({ lastUsed, createDate }: AccessKey, now: Date, policy: AccessKeyPolicy): Warning | undefined => {
  if (lastUsed === undefined) return undefined
  const idle = daysSince(lastUsed === 'never' ? createDate : lastUsed, now)
  if (idle <= policy.unusedDays) return undefined
  const days = Math.floor(idle)
  const note = lastUsed === 'never' ? `never used in the ${days} days since it was made` : `not used for ${days} days`
  return { note, remedy: remedies.unused }
}

/** Two active keys are how a key is rotated, for a while. */
const secondKey = (
  key: AccessKey,
  siblings: readonly AccessKey[],
  now: Date,
  { overlapDays }: AccessKeyPolicy,
): Warning | undefined => {
  const other = siblings.find(({ status }) => status === 'Active')
  if (other === undefined) return undefined
  const newer = other.createDate > key.createDate ? other : key
  const age = daysSince(newer.createDate, now)
  if (age <= overlapDays) return { note: 'one of two active keys: a rotation is under way' }
  const note = `one of two active keys, the newer of which is ${Math.floor(age)} days old`
  return newer === key ? { note } : { note, remedy: `Finish the rotation. ${remedies.unused}` }
}
