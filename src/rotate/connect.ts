import { iamClient } from '../aws/iam.ts'
import { stsClient } from '../aws/sts.ts'
import type { AwsCredentials } from '../aws/types.ts'
import type { Cloud, Credentials } from './cloud.ts'

const withSource = (credentials: Credentials): AwsCredentials => ({ ...credentials, source: 'the rotation' })

/** IAM and STS, asked with one pair. */
export const connect = (credentials: Credentials, env: NodeJS.ProcessEnv, now: () => Date): Cloud => {
  const options = { env, now }
  const iam = iamClient(withSource(credentials), options)
  return {
    listAccessKeys: (userName) => iam.listAccessKeys(userName),
    lastUsed: async (accessKeyId) => {
      const { date, ...use } = await iam.lastUsed(accessKeyId)
      return date === undefined ? use : { ...use, lastUsed: date }
    },
    createAccessKey: async (userName) => {
      const key = await iam.createAccessKey(userName)
      // A reply without a date is as old as it is.
      return key.createDate.getTime() === 0 ? { ...key, createDate: now() } : key
    },
    updateAccessKey: (userName, accessKeyId, status) => iam.updateAccessKey(accessKeyId, status, userName),
    deleteAccessKey: (userName, accessKeyId) => iam.deleteAccessKey(accessKeyId, userName),
    callerIdentity: (pair = credentials) => stsClient(withSource(pair), options).callerIdentity(),
    serverDate: () => iam.serverDate(),
  }
}

/** What of the environment says where AWS is and how it is reached; nothing in it signs. */
export const cloudEnvironment = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value !== undefined && ofCloud.test(name) ? [[name, value]] : [])),
  )

const ofCloud =
  /^(?:AWS_ENDPOINT_URL(?:_IAM|_STS)?|AWS_IGNORE_CONFIGURED_ENDPOINT_URLS|AWS_(?:DEFAULT_)?REGION|(?:HTTPS?|NO|ALL)_PROXY)$/i

/** What Node itself needs to reach it. */
export const guardEnvironment = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value !== undefined && ofNode.test(name) ? [[name, value]] : [])),
  )

const ofNode = /^(?:NODE_EXTRA_CA_CERTS|NODE_OPTIONS|SSL_CERT_(?:FILE|DIR)|SystemRoot)$/
