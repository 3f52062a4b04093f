import type { Secret } from '../model/secret.ts'

/** A long-term or temporary pair, as calls are signed with it. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly sessionToken?: Secret
}

export interface UserKey {
  readonly accessKeyId: string
  readonly status: 'Active' | 'Inactive'
  readonly createDate: Date
}

export interface KeyUse {
  readonly userName?: string
  /** Absent for a key that was never used; up to 15 minutes behind. */
  readonly lastUsed?: Date
  readonly service?: string
  readonly region?: string
}

export interface NewKey {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly createDate: Date
}

export interface Caller {
  readonly account: string
  readonly arn: string
}

/** What rotating asks of IAM and STS. Every call but the last is signed with one pair, which is chosen beforehand. */
export interface Cloud {
  listAccessKeys(userName: string): Promise<readonly UserKey[]>
  lastUsed(accessKeyId: string): Promise<KeyUse>
  /** Asked once and never again: nobody could tell the second key from the first. */
  createAccessKey(userName: string): Promise<NewKey>
  updateAccessKey(userName: string, accessKeyId: string, status: UserKey['status']): Promise<void>
  deleteAccessKey(userName: string, accessKeyId: string): Promise<void>
  /** Who signs; with `pair`, whose that is. */
  callerIdentity(pair?: Credentials): Promise<Caller>
  /** By the clock of IAM, when it last answered; undefined where it did not say. */
  serverDate(): Date | undefined
}

/** What AWS answered instead, or that no answer came. */
export interface CloudRefusal extends Error {
  /** As AWS writes it, such as `NoSuchEntity`. */
  readonly code: string
  /** The call may have had its effect all the same. */
  readonly mayHaveHappened: boolean
}

export const isRefusal = (error: unknown): error is CloudRefusal =>
  error instanceof Error && 'code' in error && 'mayHaveHappened' in error

/** The code of AWS's answer; undefined for what is none. */
export const codeOf = (error: unknown): string | undefined => (isRefusal(error) ? error.code : undefined)

/** An access key id as messages name it: first and last four characters. */
export const shownId = (id: string): string => (id.length < 16 ? '****' : `${id.slice(0, 4)}…${id.slice(-4)}`)
