import { expect, test } from 'vitest'
import { iamManagedPolicy } from '../../../src/checks/iam/declared-rules.ts'
import { iamRules } from '../../../src/checks/iam/index.ts'
import { iamBedrockWildcard } from '../../../src/checks/iam/wildcard-rules.ts'
import { documentOf, hitsOf } from '../../support/document.ts'

const remedyOf = async (text: string): Promise<string> => {
  const [hit] = await hitsOf(iamBedrockWildcard, documentOf('a.json', text))
  return hit?.remedy ?? ''
}

const wide = { Effect: 'Allow', Action: 'bedrock:*', Resource: '*' }

const statementIn = (remedy: string): unknown => JSON.parse(/\{.*\}/.exec(remedy)?.[0] ?? 'null')

test('the remedy for Bedrock is a narrow policy with the models that the file names', async () => {
  const model = 'anthropic.claude-sonnet-4-20250514-v1:0'
  const text = JSON.stringify({ model: `eu.${model}`, other: 'amazon.nova-lite-v1:0', Statement: [wide] })
  expect(statementIn(await remedyOf(text))).toEqual({
    Effect: 'Allow',
    Action: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
    Resource: [
      `arn:aws:bedrock:REGION:ACCOUNT:inference-profile/eu.${model}`,
      `arn:aws:bedrock:*::foundation-model/${model}`,
      'arn:aws:bedrock:REGION::foundation-model/amazon.nova-lite-v1:0',
    ],
  })
})

test('without a model it has placeholders, and hosts are no models', async () => {
  const text = JSON.stringify({ host: 'bedrock.amazonaws.com openai.com anthropic.com', Statement: [wide] })
  expect(statementIn(await remedyOf(text))).toMatchObject({
    Resource: [
      'arn:aws:bedrock:REGION:ACCOUNT:inference-profile/PROFILE-ID',
      'arn:aws:bedrock:REGION::foundation-model/MODEL-ID',
    ],
  })
})

test('the remedy passes the rules itself', async () => {
  const statement = statementIn(await remedyOf(JSON.stringify({ Statement: [wide] })))
  const document = documentOf('a.json', JSON.stringify({ Statement: [statement] }))
  for (const rule of iamRules) expect(await hitsOf(rule, document)).toEqual([])
})

test('AmazonBedrockFullAccess has the same remedy', async () => {
  const text = 'policy_arn = "arn:aws:iam::aws:policy/AmazonBedrockFullAccess"\n'
  const [hit] = await hitsOf(iamManagedPolicy, documentOf('a.tf', text))
  expect(hit?.remedy).toContain('bedrock:InvokeModelWithResponseStream')
})

test('a message quotes actions and nothing else', async () => {
  const secret = `x${'7Kq2'.repeat(10)}`
  const statements = [
    {
      Effect: 'Allow',
      Action: [`s3:Get*`, `${secret}:*`, secret, `s3:${secret}*`],
      Resource: ['*', secret],
      Sid: secret,
    },
    { Effect: 'Allow', Principal: { AWS: '*', [secret]: secret }, Action: secret, Resource: secret },
  ]
  const document = documentOf('a.json', JSON.stringify({ [secret]: secret, Statement: statements }))
  let hits = 0
  for (const rule of iamRules)
    for (const { note, remedy, details } of await hitsOf(rule, document)) {
      hits++
      expect(`${note} ${remedy} ${JSON.stringify(details)}`).not.toContain(secret)
    }
  expect(hits).toBeGreaterThan(2)
})
