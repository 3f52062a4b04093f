import type { CredentialLeaf } from './credential-leaves.ts'
import { keyPairHalf } from './credential-names.ts'

/** An access key as IAM knows it. */
export interface AccessKey {
  readonly userName: string
  /** Absent in a credential report, which knows slots only. */
  readonly accessKeyId?: string
  readonly status: 'Active' | 'Inactive'
  readonly createDate: Date
  /** Absent where nobody asked. */
  readonly lastUsed?: Date | 'never'
  /** Of the account's root user. */
  readonly root?: boolean
  readonly source: 'iam' | 'credential-report'
}

/** A key of IAM, and what joins a credential of a file with it. */
export interface Joined {
  readonly key: AccessKey
  readonly by: 'id' | 'hint'
}

/**
 * The key that a credential of a file is: by its id, readable or opened, else by the last four characters that a
 * `key_hint` shows, where they fit one key alone. The secret is dated with the id beside it.
 */
export const joinedKey = (credential: CredentialLeaf, keys: readonly AccessKey[]): Joined | undefined => {
  if (keys.length === 0) return undefined
  const { keyId, claims, leaf } = credential
  if (keyId !== undefined) {
    const key = keyId.id.read((id) => keys.find(({ accessKeyId }) => accessKeyId === id))
    return key && { key, by: 'id' }
  }
  const { keyHint } = claims
  if (keyHint === undefined || keyPairHalf(leaf.path) === undefined) return undefined
  const [key, ...others] = keys.filter(({ accessKeyId }) => accessKeyId?.endsWith(keyHint))
  return key === undefined || others.length > 0 ? undefined : { key, by: 'hint' }
}
