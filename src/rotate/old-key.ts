import { CannotCheckError, reasonOf, UserError } from '../model/errors.ts'
import { type KeyUse, shownId, type UserKey } from './cloud.ts'
import type { Desk } from './desk.ts'
import type { Survey } from './survey.ts'

export type OldKeyAction = 'deactivate-old' | 'reactivate' | 'delete-old'

/** The other key of the user, and what is known of its use. */
export interface OldKey {
  readonly key: UserKey
  readonly use: KeyUse
  /** The file's own, which took its place. */
  readonly current: UserKey
}

type Facts = Pick<Survey, 'own' | 'user' | 'keys' | 'cloud'>

/** The key that the file's own took the place of; undefined where there is none. Throws where the file's own does not work. */
export const findOldKey = async ({ own, user, keys, cloud }: Facts, shown: string): Promise<OldKey | undefined> => {
  const current = keys.find(({ accessKeyId }) => accessKeyId === own.accessKeyId)
  if (current === undefined)
    throw new UserError(
      `${shown}: its key ${shownId(own.accessKeyId)} is none of the user ${user}, so no other key is touched: the file would be left with nothing that works`,
    )
  const [key, another] = keys.filter((each) => each !== current)
  if (another !== undefined)
    throw new UserError(`${shown}: the user ${user} has several other keys; which one is meant is open`)
  return key === undefined ? undefined : { key, use: await cloud.lastUsed(key.accessKeyId), current }
}

/** Throws where the pair of the file does not work: the other one must stay then. */
export const requireWorking = async ({ own, cloud }: Facts, shown: string): Promise<void> => {
  try {
    await cloud.callerIdentity(own)
  } catch (error) {
    throw new CannotCheckError(
      `${shown}: AWS does not accept its key pair (${reasonOf(error)}), so no other key is touched`,
      error,
    )
  }
}

/** Our own calls while rotating were signed with the old pair. */
const ownCallsMs = 60_000

/** Whether the old key was used after the new one was made. */
export const isStillUsed = ({ use: { lastUsed }, current }: OldKey): boolean =>
  lastUsed !== undefined && lastUsed.getTime() > current.createDate.getTime() + ownCallsMs

/** For people. */
export const useSentence = ({ key, use: { lastUsed, service, region } }: OldKey): string => {
  const id = `The old key ${shownId(key.accessKeyId)} (${key.status === 'Active' ? 'active' : 'inactive'})`
  if (lastUsed === undefined) return `${id} was never used, as far as AWS knows.`
  return `${id} was last used ${lastUsed.toISOString()} (${service ?? 'of some service'}, ${region ?? 'no region'}); AWS may be 15 minutes behind.`
}

/** Why it is not to be done; undefined to go on. */
export const objectionTo = (action: OldKeyAction, old: OldKey, force: boolean): string | undefined => {
  if (force || action === 'reactivate') return undefined
  if (old.key.createDate.getTime() > old.current.createDate.getTime())
    return 'it is newer than the key in the file, so the file may be the one that is behind; give --force if it is not'
  if (action === 'delete-old' && old.key.status === 'Active')
    return 'it is active: deactivate it first, so that there is a way back (--deactivate-old), or give --force'
  return isStillUsed(old)
    ? `it was used after the new key was made, at ${old.current.createDate.toISOString()}: something still has it; give --force to go on all the same`
    : undefined
}

/** Whether there is nothing to do. */
export const isDone = (action: OldKeyAction, { key }: OldKey): boolean =>
  (action === 'deactivate-old' && key.status === 'Inactive') || (action === 'reactivate' && key.status === 'Active')

/** Does it. */
export const changeOldKey = async (
  action: OldKeyAction,
  { key: { accessKeyId } }: OldKey,
  { user, cloud }: Facts,
  { shown }: Desk,
): Promise<void> => {
  try {
    if (action === 'delete-old') await cloud.deleteAccessKey(user, accessKeyId)
    else await cloud.updateAccessKey(user, accessKeyId, action === 'reactivate' ? 'Active' : 'Inactive')
  } catch (error) {
    throw new CannotCheckError(`${shown}: the old key could not be changed: ${reasonOf(error)}`, error)
  }
}
