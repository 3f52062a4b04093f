import { reasonOf, UserError } from '../model/errors.ts'
import { type Caller, type Cloud, type Credentials, shownId } from './cloud.ts'

/** `arn:aws:iam::123456789012:user/path/name`; undefined for a role, the root user and others. */
export const userInArn = (arn: string): string | undefined =>
  /^arn:[^:]*:iam::\d+:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1]

const isRoot = ({ arn }: Caller): boolean => arn.endsWith(':root')

const ofRoot = (shown: string): UserError =>
  new UserError(
    `${shown}: holds a key of the root user, for which no new one is ever made: make an IAM user with the few permissions that are needed, and delete the root key`,
  )

/** Whose pair it is. Throws UserError for the root user's, and where nobody can say. */
export const userOf = async (pair: Credentials, cloud: Cloud, caller: Caller, shown: string): Promise<string> => {
  let reason = 'IAM names no user'
  try {
    const { userName } = await cloud.lastUsed(pair.accessKeyId)
    if (userName === 'root' || userName === '<root_account>') throw ofRoot(shown)
    if (userName !== undefined && userName !== '' && !(await isRootPair(pair, cloud))) return userName
  } catch (error) {
    if (error instanceof UserError) throw error
    reason = reasonOf(error)
  }
  const owner = await ownerOf(pair, cloud)
  if (owner !== undefined && isRoot(owner)) throw ofRoot(shown)
  const user = owner?.account === caller.account ? userInArn(owner.arn) : undefined
  if (user !== undefined) return user
  throw new UserError(
    `${shown}: of which user the key ${shownId(pair.accessKeyId)} is cannot be learned (${reason}); sign with credentials of its account that may call iam:GetAccessKeyLastUsed (--credentials)`,
  )
}

/** Who the pair is, if it still works. */
const ownerOf = (pair: Credentials, cloud: Cloud): Promise<Caller | undefined> =>
  cloud.callerIdentity(pair).catch(() => undefined) // dead, and IAM has to say

/** GetAccessKeyLastUsed names the account for a key of the root user, which is no name that tells. */
const isRootPair = async (pair: Credentials, cloud: Cloud): Promise<boolean> => {
  const owner = await ownerOf(pair, cloud)
  return owner !== undefined && isRoot(owner)
}
