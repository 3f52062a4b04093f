import { expect, test } from 'vitest'
import { ambientCredentials } from '../../src/aws/credentials.ts'
import { stsClient } from '../../src/aws/sts.ts'
import { awsVariables } from '../support/aws/fake-aws.ts'
import { startFakeAwsProcess } from '../support/aws/start-child.ts'

test('the fake runs in a process of its own', async () => {
  const aws = await startFakeAwsProcess()
  const env = awsVariables(aws.url, await aws.addKey('deploy'))
  const credentials = ambientCredentials({ env })
  if (credentials === undefined) throw new Error('no credentials')
  const identity = await stsClient(credentials, { env, now: () => new Date() }).callerIdentity()
  expect(identity.account).toBe(await aws.account())
  expect(await aws.seen()).toMatchObject([{ service: 'sts', action: 'GetCallerIdentity', status: 200 }])
  await aws.close()
})
