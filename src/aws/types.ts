import type { Secret } from '../model/secret.ts'

/** What requests are signed with. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly sessionToken?: Secret
  /** Where they were found, for a sentence: `the environment`, `profile "dev"`. */
  readonly source: string
}

/** One entry of `ListAccessKeys`. */
export interface AccessKey {
  readonly userName: string
  readonly accessKeyId: string
  readonly status: 'Active' | 'Inactive'
  readonly createDate: Date
}

/** The answer of `CreateAccessKey`, which is given once. */
export interface NewAccessKey {
  readonly userName: string
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly createDate: Date
}

/** The answer of `GetAccessKeyLastUsed`; without a date the key was never used, as far as IAM knows. */
export interface LastUsed {
  readonly userName?: string
  readonly date?: Date
  readonly service?: string
  readonly region?: string
}

/** A long-term API key of Bedrock, which is a service-specific credential. */
export interface BedrockCredential {
  readonly userName: string
  readonly id: string
  readonly status: 'Active' | 'Inactive' | 'Expired'
  readonly createDate: Date
  readonly expirationDate?: Date
}

/** IAM, as far as it is asked. Without a user name: the user that signs. */
export interface Iam {
  listAccessKeys(userName?: string): Promise<readonly AccessKey[]>
  lastUsed(accessKeyId: string): Promise<LastUsed>
  createAccessKey(userName?: string): Promise<NewAccessKey>
  updateAccessKey(accessKeyId: string, status: AccessKey['status'], userName?: string): Promise<void>
  deleteAccessKey(accessKeyId: string, userName?: string): Promise<void>
  bedrockCredentials(userName?: string): Promise<readonly BedrockCredential[]>
  /** CSV. Asks for one to be made and waits for it. */
  credentialReport(): Promise<string>
  /** The `Date` of the last reply: the clock of the other side. */
  serverDate(): Date | undefined
}

export interface CallerIdentity {
  readonly account: string
  readonly arn: string
  readonly userId: string
}

export interface Sts {
  callerIdentity(): Promise<CallerIdentity>
}

/** What a client needs of the world. */
export interface AwsOptions {
  readonly env: NodeJS.ProcessEnv
  now(): Date
  /** Waits that many milliseconds. */
  readonly sleep?: (ms: number) => Promise<void>
  /** Between 0 and 1, for the spread of retries. */
  readonly random?: () => number
  /** Of one attempt, in milliseconds. */
  readonly timeout?: number
  /** How often a request is tried at most. */
  readonly attempts?: number
}
