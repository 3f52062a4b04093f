import { ambientCredentials } from '../../../src/aws/credentials.ts'
import { iamClient } from '../../../src/aws/iam.ts'
import { stsClient } from '../../../src/aws/sts.ts'
import type { AwsCredentials, AwsOptions, Iam, Sts } from '../../../src/aws/types.ts'
import { awsVariables, type FakeAws } from './fake-aws.ts'
import type { KeyPair } from './state.ts'

export interface Asking {
  readonly iam: Iam
  readonly sts: Sts
  /** How long was waited before each retry. */
  readonly waited: readonly number[]
}

/** Clients of a fake that sign with a pair, and wait without time passing. */
export const asking = (aws: FakeAws, pair: KeyPair, more: Partial<AwsOptions> = {}): Asking => {
  const waited: number[] = []
  const env = awsVariables(aws.url(), pair)
  const options: AwsOptions = {
    env,
    now: () => new Date(),
    sleep: async (ms) => void waited.push(ms),
    random: () => 0.5,
    timeout: 2000,
    ...more,
  }
  const credentials = credentialsOf(env)
  return { iam: iamClient(credentials, options), sts: stsClient(credentials, options), waited }
}

const credentialsOf = (env: NodeJS.ProcessEnv): AwsCredentials => {
  const credentials = ambientCredentials({ env })
  if (credentials === undefined) throw new Error('no credentials')
  return credentials
}

/** The error of a call that must fail. */
export const errorOf = async (call: Promise<unknown>): Promise<Error> => {
  try {
    await call
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('the call did not fail')
}
