import { AwsError } from '../aws/aws-error.ts'
import { ambientCredentials } from '../aws/credentials.ts'
import { iamClient } from '../aws/iam.ts'
import { isRoot, stsClient } from '../aws/sts.ts'
import type { Iam, AccessKey as ListedKey } from '../aws/types.ts'
import type { AccessKey } from '../checks/rotation/access-key-join.ts'
import type { UnreadFile } from '../checks/rotation/encrypted-files.ts'
import { UserError } from '../model/errors.ts'
import type { Secret } from '../model/secret.ts'
import type { Invocation } from './invocation.ts'

/** What IAM says of the access keys of some users. */
export interface AskedKeys {
  readonly keys: readonly AccessKey[]
  /** What it did not want to say, and why. */
  readonly unread: readonly UnreadFile[]
  /** The clock of AWS, where ours is far from it. */
  readonly serverDate?: Date
}

interface Asking {
  /** Those of `--iam-user`; none means the user that signs, and the users of the ids. */
  readonly users: readonly string[]
  /** Access key ids that stand readable in the files. */
  readonly ids: readonly Secret[]
}

// More ids in files than this are somebody's list, and not what a repository works with.
const mostIds = 20

const denials = ['AccessDenied', 'AccessDeniedException']

/** The answer, or the refusal where that is one of `codes`: it leaves an age unknown. Whatever else goes wrong is an error. */
const unless = async <T>(codes: readonly string[], call: Promise<T>): Promise<T | AwsError> => {
  try {
    return await call
  } catch (error) {
    if (error instanceof AwsError && codes.includes(error.code)) return error
    throw error
  }
}

/** Asks IAM, over the network, for the keys of users, with the credentials of the environment or of a profile. */
export const askedKeys = async ({ env, now }: Pick<Invocation, 'env' | 'now'>, asking: Asking): Promise<AskedKeys> => {
  const credentials = ambientCredentials({ env })
  if (credentials === undefined)
    throw new UserError('--iam: there are no AWS credentials; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and its secret')
  const iam = iamClient(credentials, { env, now })
  const { arn } = await stsClient(credentials, { env, now }).callerIdentity()
  const unread: UnreadFile[] = []
  const users = asking.users.length > 0 ? asking.users : [...signer(arn), ...(await usersOf(asking.ids, iam, unread))]
  if (users.length === 0)
    throw new UserError(`--iam: ${arn} is no user, and has no access keys of its own; name users with --iam-user`)
  const keys: AccessKey[] = []
  for (const user of new Set(users)) {
    keys.push(...(await keysOf(user, iam, unread)))
    if (user !== root) keys.push(...(await bedrockKeys(user, iam, unread)))
  }
  const serverDate = iam.serverDate()
  return { keys, unread, ...(serverDate && isFar(serverDate, now()) && { serverDate }) }
}

/** Root has no name, and is asked for by none. */
const root = ''

const signer = (arn: string): readonly string[] => {
  if (isRoot(arn)) return [root]
  const name = /^arn:[\w-]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1]
  return name === undefined ? [] : [name]
}

/** A key of a file may be deleted, or of another account. */
const usersOf = async (ids: readonly Secret[], iam: Iam, unread: UnreadFile[]): Promise<readonly string[]> => {
  const users: string[] = []
  const known = distinct(ids)
  if (known.length > mostIds)
    unread.push({
      path: 'IAM',
      what: `users of ${known.length - mostIds} further ids`,
      why: 'not asked: name them with --iam-user',
    })
  for (const id of known.slice(0, mostIds)) {
    const use = await unless(
      [...denials, 'NoSuchEntity'],
      id.read((text) => iam.lastUsed(text)),
    )
    if (use instanceof AwsError)
      unread.push({ path: 'IAM', what: `user of ${id.preview()}`, why: `${use.message}: iam:GetAccessKeyLastUsed` })
    else if (use.userName !== undefined) users.push(use.userName)
  }
  return users
}

/** Long-term ids, each once: an id and the secret beside it show the same one, and sessions belong to no user. */
const distinct = (ids: readonly Secret[]): readonly Secret[] =>
  ids.filter(
    (id, index) =>
      id.read((text) => /^AKIA[A-Z2-7]{16}$/.test(text)) && ids.findIndex((other) => other.equals(id)) === index,
  )

const keysOf = async (user: string, iam: Iam, unread: UnreadFile[]): Promise<readonly AccessKey[]> => {
  const listed = await unless(denials, user === root ? iam.listAccessKeys() : iam.listAccessKeys(user))
  if (listed instanceof AwsError) {
    const what = `access keys of ${user === root ? 'root' : user}`
    unread.push({ path: 'IAM', what, why: `${listed.message}: iam:ListAccessKeys` })
    return []
  }
  const keys: AccessKey[] = []
  for (const key of listed) keys.push(accessKey(key, user, await lastUse(key, iam)))
  return keys
}

/** Long-term API keys of Bedrock are credentials of the user besides the access keys, and judged apart from those. */
const bedrockKeys = async (user: string, iam: Iam, unread: UnreadFile[]): Promise<readonly AccessKey[]> => {
  const listed = await unless(denials, iam.bedrockCredentials(user))
  if (listed instanceof AwsError) {
    unread.push({
      path: 'IAM',
      what: `Bedrock API keys of ${user}`,
      why: `${listed.message}: iam:ListServiceSpecificCredentials`,
    })
    return []
  }
  return listed.map(({ status, createDate }) => ({
    userName: `${user} (Bedrock)`,
    status: status === 'Active' ? status : 'Inactive',
    createDate,
    source: 'iam',
  }))
}

/** Undefined where it may not be asked for: an age needs no last use. */
const lastUse = async ({ accessKeyId }: ListedKey, iam: Iam): Promise<AccessKey['lastUsed']> => {
  const use = await unless(denials, iam.lastUsed(accessKeyId))
  return use instanceof AwsError ? undefined : (use.date ?? 'never')
}

const accessKey = (
  { accessKeyId, status, createDate }: ListedKey,
  userName: string,
  lastUsed: AccessKey['lastUsed'],
): AccessKey => ({
  userName,
  accessKeyId,
  status,
  createDate,
  ...(lastUsed === undefined ? {} : { lastUsed }),
  ...(userName === root ? { root: true } : {}),
  source: 'iam',
})

/** AWS refuses clocks that are off by more than this. */
const tolerated = 5 * 60_000

const isFar = (one: Date, other: Date): boolean => Math.abs(one.getTime() - other.getTime()) > tolerated
