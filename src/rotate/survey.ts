import { basename, dirname, join } from 'node:path'
import { CannotCheckError, reasonOf, UserError } from '../model/errors.ts'
import { type HeldFile, holdFile } from '../seal/held-file.ts'
import { Failed, Refused } from '../seal/outcome.ts'
import type { EncryptedFile } from '../sops/document.ts'
import { readEncryptedFile } from '../sops/encrypted-file.ts'
import { type Caller, type Credentials, isRefusal, type UserKey } from './cloud.ts'
import type { Desk, SignedIn } from './desk.ts'
import { findKeyPair, type KeyPair } from './key-pair.ts'
import { userOf } from './key-user.ts'
import { readKeyPair } from './read-key-pair.ts'

/** What a file and IAM say before anything is done. */
export interface Survey extends SignedIn {
  readonly held: HeldFile
  readonly file: EncryptedFile
  readonly pair: KeyPair
  /** The pair that the file holds. */
  readonly own: Credentials
  /** Who signs. */
  readonly caller: Caller
  readonly user: string
  readonly keys: readonly UserKey[]
  /** How far the clock of AWS is ahead of ours, in milliseconds. */
  readonly aheadMs: number
}

/** Reads the file and keeps it open during the work. Throws UserError and CannotCheckError. */
export const withFile = async <T>(
  desk: Desk,
  work: (opened: Pick<Survey, 'held' | 'file' | 'pair' | 'own'>) => Promise<T>,
): Promise<T> => {
  const { root, path, shown, profile, hold, layer } = desk
  const full = join(root, path)
  let held: HeldFile
  try {
    held = await holdFile(dirname(full), basename(full), hold, layer)
  } catch (error) {
    if (error instanceof Refused || error instanceof Failed) throw new UserError(`${shown} ${error.message}`)
    throw new CannotCheckError(`${shown}: cannot be read: ${reasonOf(error)}`, error)
  }
  try {
    const text = held.bytes.toString('utf8')
    const file = await readEncryptedFile(path, text)
    if (file === undefined || !Buffer.from(text).equals(held.bytes))
      throw new UserError(`${shown}: is not encrypted with SOPS; leaktight rotate works on encrypted files`)
    const pair = findKeyPair(file, shown, profile)
    return await work({ held, file, pair, own: await readKeyPair(file, held.bytes, pair, shown, desk.keys) })
  } finally {
    await held.close()
  }
}

/** Asks IAM about the user of the pair. Throws CannotCheckError where it does not say. */
export const surveyUser = async (
  desk: Desk,
  own: Credentials,
): Promise<SignedIn & Pick<Survey, 'caller' | 'user' | 'keys' | 'aheadMs'>> => {
  const signedIn = await desk.signIn(own)
  const { now } = desk.patience
  try {
    const caller = await signedIn.cloud.callerIdentity()
    const user = await userOf(own, signedIn.cloud, caller, desk.shown)
    const keys = await signedIn.cloud.listAccessKeys(user)
    const answered = signedIn.cloud.serverDate() ?? now()
    return { ...signedIn, caller, user, keys, aheadMs: answered.getTime() - now().getTime() }
  } catch (error) {
    if (error instanceof UserError || (error instanceof CannotCheckError && !isRefusal(error))) throw error
    throw new CannotCheckError(`AWS cannot be asked with ${signedIn.from}: ${reasonOf(error)}`, error)
  }
}
