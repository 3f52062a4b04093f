import { reasonOf } from '../model/errors.ts'
import { type Cloud, codeOf, isRefusal, shownId, type UserKey } from './cloud.ts'
import type { Journal } from './journal.ts'
import { askUntil, type Patience } from './patience.ts'

/** What became of the key that a rotation made, or may have made. */
export type TakenBack =
  | { readonly is: 'gone'; readonly id?: string }
  /** It stands, or that is open. The reason is a sentence. */
  | { readonly is: 'left'; readonly reason: string; readonly id?: string }

type Facts = Pick<Journal, 'user' | 'before' | 'startedAt' | 'aheadMs' | 'askedAt' | 'endedAt' | 'newKey' | 'newDigest'>

/** Deletes the new key. Where its id is not known it is the one that came after the intent, and only if it was never used. */
export const takeBack = async (
  facts: Facts,
  cloud: Cloud,
  patience: Patience,
  spared: string | undefined,
): Promise<TakenBack> => {
  if (facts.askedAt === undefined) return { is: 'gone' }
  if (facts.newKey !== undefined) return deleteKey(facts.newKey, facts, cloud, patience)
  const found = await searchKey(facts, cloud, patience, spared)
  return typeof found === 'string' ? deleteKey(found, facts, cloud, patience) : found
}

/** A permission that is not there does not come while we wait. */
const mostDenied = 3

const deleteKey = (id: string, facts: Facts, cloud: Cloud, patience: Patience): Promise<TakenBack> => {
  const overAt = patience.now().getTime() + patience.failingMs
  let denied = 0
  const attempt = async (): Promise<TakenBack> => {
    try {
      const strange = facts.newDigest === undefined ? undefined : await strangeUse(id, cloud)
      if (strange !== undefined) return { is: 'left', id, reason: strange }
      await cloud.deleteAccessKey(facts.user, id)
      return { is: 'gone', id }
    } catch (error) {
      if (codeOf(error) === 'NoSuchEntity') return goneFor(id, facts, cloud, patience)
      const isDenied = codeOf(error)?.startsWith('AccessDenied') ?? false
      if (isDenied) denied++
      // Of a key that is not there AWS says no more than of one that is nobody's business.
      if (isDenied && (await goneFor(id, facts, cloud, patience)).is === 'gone') return { is: 'gone', id }
      return { is: 'left', id, reason: `the new key ${shownId(id)} could not be deleted: ${reasonOf(error)}` }
    }
  }
  return askUntil(attempt, ({ is }) => is === 'gone' || denied >= mostDenied, overAt, patience)
}

/** A verified pair may have been deployed by hand; we ourselves show it to STS alone. */
const strangeUse = async (id: string, cloud: Cloud): Promise<string | undefined> => {
  const { lastUsed, service } = await cloud.lastUsed(id)
  if (lastUsed === undefined || service?.toLowerCase() === 'sts') return undefined
  return `the new key ${shownId(id)} is in use (${service ?? 'of some service'}), though the file does not hold it`
}

/** A key that was just made may be unknown where it is asked for; once IAM has settled, unknown is gone. */
const goneFor = async (id: string, facts: Facts, cloud: Cloud, patience: Patience): Promise<TakenBack> => {
  try {
    const keys = await cloud.listAccessKeys(facts.user)
    const listed = keys.some(({ accessKeyId }) => accessKeyId === id)
    if (!listed && isSettled(facts, patience)) return { is: 'gone', id }
    return { is: 'left', id, reason: `whether the new key ${shownId(id)} is gone IAM does not say yet` }
  } catch (error) {
    return { is: 'left', id, reason: `whether the new key ${shownId(id)} is gone is open: ${reasonOf(error)}` }
  }
}

const settledAt = ({ askedAt = '' }: Facts, { settleMs }: Patience): number => new Date(askedAt).getTime() + settleMs
const isSettled = (facts: Facts, patience: Patience): boolean => patience.now().getTime() >= settledAt(facts, patience)

/** A key of that time is ours, or somebody else's; one of another time has nothing to do with us. */
const nearIntentMs = 60 * 60_000

/** IAM tells whole seconds, and so does its clock. */
const inexactMs = 5000
/** The tries of one call are over by then; where the process is known to have ended, what it had sent arrives sooner. */
const [longestCallMs, underWayMs] = [60_000, 15_000]

/** Whether our call can have made it, by the clock of AWS. */
const mayBeOurs = ({ createDate }: UserKey, { askedAt = '', endedAt, aheadMs = 0 }: Facts): boolean => {
  const askedMs = new Date(askedAt).getTime()
  const endedMs = endedAt === undefined ? Number.POSITIVE_INFINITY : new Date(endedAt).getTime() + underWayMs
  const madeMs = createDate.getTime() - aheadMs
  return madeMs >= askedMs - inexactMs && madeMs <= Math.min(askedMs + longestCallMs, endedMs) + inexactMs
}

const searchKey = async (
  facts: Facts,
  cloud: Cloud,
  patience: Patience,
  spared: string | undefined,
): Promise<string | TakenBack> => {
  const intent = new Date(facts.startedAt).getTime() + (facts.aheadMs ?? 0)
  const isNew = ({ accessKeyId, createDate }: UserKey): boolean =>
    !facts.before.includes(accessKeyId) &&
    accessKeyId !== spared &&
    Math.abs(createDate.getTime() - intent) < nearIntentMs
  const attempt = async (): Promise<string | TakenBack> => {
    try {
      const [key, another] = (await cloud.listAccessKeys(facts.user)).filter(isNew)
      if (another !== undefined) return open('several keys are new')
      if (key !== undefined) return mayBeOurs(key, facts) ? await unusedKey(key, cloud) : notOurs(key)
      return isSettled(facts, patience) ? { is: 'gone' } : open('IAM shows none so far')
    } catch (error) {
      return open(isRefusal(error) ? `IAM refuses to say (${error.code})` : reasonOf(error))
    }
  }
  const over = Math.min(settledAt(facts, patience), patience.now().getTime() + patience.failingMs)
  return askUntil(attempt, (found) => typeof found === 'string' || found.is === 'gone', over, patience)
}

const open = (why: string): TakenBack => ({ is: 'left', reason: `whether AWS made a key is open: ${why}` })

const notOurs = ({ accessKeyId: id, createDate }: UserKey): TakenBack => {
  const when = createDate.toISOString()
  return { is: 'left', id, reason: `the key ${shownId(id)} is new, but of ${when}, so somebody else may have made it` }
}

const unusedKey = async ({ accessKeyId }: UserKey, cloud: Cloud): Promise<string | TakenBack> => {
  const { lastUsed } = await cloud.lastUsed(accessKeyId)
  if (lastUsed === undefined) return accessKeyId
  const reason = `the key ${shownId(accessKeyId)} is new, and used already, so it was made by somebody else`
  return { is: 'left', id: accessKeyId, reason }
}
