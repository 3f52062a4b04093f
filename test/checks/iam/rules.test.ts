import { describe, expect, test } from 'vitest'
import { iamRules } from '../../../src/checks/iam/index.ts'
import { found } from './found.ts'

const role = 'arn:aws:iam::111122223333:role/app'

/** What is said of one statement that stands on line 1, without the line. */
const said = async (statement: object, path = 'policy.json'): Promise<readonly string[]> =>
  (await found(path, JSON.stringify({ Statement: [{ Effect: 'Allow', ...statement }] }))).map((each) => each.slice(2))

const condition = { StringEquals: { 'aws:PrincipalTag/team': 'x' } }
const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }
const provider = { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' }
const token = { Principal: provider, Action: 'sts:AssumeRoleWithWebIdentity' }

type Case = readonly [what: string, statement: object, said: readonly string[]]

describe.each<readonly [rule: string, cases: readonly Case[]]>([
  [
    'iam-full-admin',
    [
      ['everything', { Action: '*', Resource: '*' }, ['iam-full-admin high']],
      ['by other names', { Action: '*:*', Resource: 'arn:aws:*' }, ['iam-full-admin high']],
      ['by a longer ARN', { Action: '**', Resource: 'arn:*:*:*:*:*' }, ['iam-full-admin high']],
      ['under a condition', { Action: '*', Resource: '*', Condition: mfa }, ['iam-full-admin medium']],
      ['denied', { Effect: 'Deny', Action: '*', Resource: '*' }, []],
    ],
  ],
  [
    'iam-action-wildcard',
    [
      ['on one bucket', { Action: '*', Resource: 'arn:aws:s3:::b' }, ['iam-action-wildcard medium']],
      ['to one role', { Action: '*', Resource: '*', Principal: { AWS: role } }, ['iam-action-wildcard low']],
      ['named', { Action: 's3:GetObject', Resource: 'arn:aws:s3:::b' }, []],
    ],
  ],
  [
    'iam-service-wildcard',
    [
      ['iam:*', { Action: 'iam:*', Resource: '*' }, ['iam-service-wildcard high']],
      ['in other letters', { Action: 'DynamoDB:*', Resource: '*' }, ['iam-service-wildcard medium']],
      ['on all of the service', { Action: 's3:*', Resource: 'arn:aws:s3:::*' }, ['iam-service-wildcard medium']],
      ['on one bucket', { Action: 's3:*', Resource: 'arn:aws:s3:::b/*' }, ['iam-service-wildcard low']],
      ['under a condition', { Action: 's3:*', Resource: '*', Condition: condition }, ['iam-service-wildcard low']],
      ['a key to a role', { Action: 'kms:*', Resource: '*', Principal: { AWS: role } }, ['iam-service-wildcard low']],
      ['one action', { Action: 's3:ListAllMyBuckets', Resource: '*' }, []],
    ],
  ],
  [
    'iam-resource-wildcard',
    [
      ['a secret', { Action: 'secretsmanager:GetSecretValue', Resource: '*' }, ['iam-resource-wildcard medium']],
      ['by a pattern', { Action: 's3:Get*', Resource: '*' }, ['iam-resource-wildcard medium']],
      ['by one sign', { Action: 'kms:Decryp?', Resource: '*' }, ['iam-resource-wildcard medium']],
      [
        'all of a kind',
        { Action: 'dynamodb:Scan', Resource: 'arn:aws:dynamodb:*:*:table/*' },
        ['iam-resource-wildcard medium'],
      ],
      [
        'under a condition',
        { Action: 'ssm:SendCommand', Resource: '*', Condition: condition },
        ['iam-resource-wildcard low'],
      ],
      ['of one account', { Action: 'dynamodb:Scan', Resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/*' }, []],
      ['one bucket', { Action: 's3:Get*', Resource: 'arn:aws:s3:::b/*' }, []],
      ['of the thing itself', { Action: 'kms:Decrypt', Resource: '*', Principal: { AWS: role } }, []],
      ['what knows no resources', { Action: ['s3:ListAllMyBuckets', 'ecr:GetAuthorizationToken'], Resource: '*' }, []],
    ],
  ],
  [
    'iam-bedrock-wildcard',
    [
      ['everything', { Action: 'bedrock:*', Resource: '*' }, ['iam-bedrock-wildcard medium']],
      ['everything of its kin', { Action: 'bedrock*:*', Resource: '*' }, ['iam-bedrock-wildcard medium']],
      ['every model', { Action: ['bedrock:InvokeModel'], Resource: '*' }, ['iam-bedrock-wildcard medium']],
      [
        'by a pattern',
        { Action: 'bedrock:Invoke*', Resource: 'arn:aws:bedrock:*:*:*' },
        ['iam-bedrock-wildcard medium'],
      ],
      ['models', { Action: 'bedrock:InvokeModel*', Resource: 'arn:aws:bedrock:*::foundation-model/*' }, []],
      ['lists', { Action: ['bedrock:ListFoundationModels'], Resource: '*' }, []],
    ],
  ],
  [
    'iam-not-action',
    [
      ['all but some', { NotAction: 's3:DeleteBucket', Resource: '*' }, ['iam-not-action high']],
      ['all but IAM', { NotAction: ['iam:*', 'organizations:*'], Resource: '*' }, ['iam-not-action medium']],
      ['on some resources', { NotAction: 's3:DeleteBucket', Resource: 'arn:aws:s3:::b' }, ['iam-not-action medium']],
      ['denied', { Effect: 'Deny', NotAction: 'iam:*', Resource: '*' }, []],
    ],
  ],
  [
    'iam-not-resource',
    [
      ['all but some', { Action: 's3:GetObject', NotResource: 'arn:aws:s3:::b/*' }, ['iam-not-resource medium']],
      ['denied', { Effect: 'Deny', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::b/*' }, []],
    ],
  ],
  [
    'iam-not-principal',
    [
      [
        'all but some',
        { NotPrincipal: { AWS: role }, Action: 'sqs:SendMessage', Resource: 'x' },
        ['iam-not-principal high'],
      ],
      ['denied', { Effect: 'Deny', NotPrincipal: { AWS: role }, Action: 'sqs:SendMessage', Resource: 'x' }, []],
    ],
  ],
  [
    'iam-pass-role',
    [
      ['every role', { Action: 'iam:PassRole', Resource: '*' }, ['iam-pass-role high']],
      [
        'every role of an account',
        { Action: 'iam:passrole', Resource: 'arn:aws:iam::111122223333:role/*' },
        ['iam-pass-role high'],
      ],
      [
        'to one service',
        { Action: 'iam:PassRole', Resource: '*', Condition: { StringEquals: { 'iam:PassedToService': 'x' } } },
        ['iam-pass-role low'],
      ],
      ['one role', { Action: 'iam:PassRole', Resource: role }, []],
      ['roles by a prefix', { Action: 'iam:PassRole', Resource: 'arn:aws:iam::*:role/app-*' }, []],
    ],
  ],
  [
    'iam-privilege-escalation',
    [
      ['policies', { Action: 'iam:CreatePolicyVersion', Resource: '*' }, ['iam-privilege-escalation high']],
      ['keys', { Action: 'iam:CreateAccessKey', Resource: 'arn:aws:iam::*:user/*' }, ['iam-privilege-escalation high']],
      ['by a pattern', { Action: 'iam:Attach*', Resource: '*' }, ['iam-privilege-escalation high']],
      [
        'with a boundary',
        {
          Action: 'iam:AttachRolePolicy',
          Resource: '*',
          Condition: { StringEquals: { 'iam:PermissionsBoundary': 'x' } },
        },
        ['iam-privilege-escalation low'],
      ],
      ['one role', { Action: 'iam:PutRolePolicy', Resource: role }, ['iam-privilege-escalation low']],
      ['to read', { Action: ['iam:Get*', 'iam:List*'], Resource: '*' }, []],
      ['oneself', { Action: 'iam:CreateAccessKey', Resource: 'arn:aws:iam::*:user/$' + '{aws:username}' }, []],
    ],
  ],
  [
    'iam-public-principal',
    [
      ['a queue', { Principal: '*', Action: 'sqs:SendMessage', Resource: 'x' }, ['iam-public-principal high']],
      ['every account', { Principal: { AWS: ['*'] }, Action: 'sts:AssumeRole' }, ['iam-public-principal high']],
      [
        'a web site',
        { Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' },
        ['iam-public-principal medium'],
      ],
      [
        'over TLS',
        {
          Principal: '*',
          Action: 's3:PutObject',
          Resource: 'x',
          Condition: { Bool: { 'aws:SecureTransport': 'true' } },
        },
        ['iam-public-principal high'],
      ],
      [
        'from anywhere',
        { Principal: '*', Action: 'sqs:SendMessage', Condition: { ArnLike: { 'aws:SourceArn': '*' } } },
        ['iam-public-principal high'],
      ],
      [
        'from one topic',
        { Principal: '*', Action: 'sqs:SendMessage', Condition: { ArnEquals: { 'aws:SourceArn': 'x' } } },
        [],
      ],
      [
        'one account',
        { Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'sqs:SendMessage', Resource: 'x' },
        [],
      ],
      ['denied', { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'x' }, []],
    ],
  ],
  [
    'iam-web-identity-open',
    [
      ['no condition', token, ['iam-web-identity-open high']],
      [
        'the audience alone',
        { ...token, Condition: { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } } },
        ['iam-web-identity-open high'],
      ],
      [
        'every repository',
        { ...token, Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*' } } },
        ['iam-web-identity-open high'],
      ],
      [
        'one repository',
        { ...token, Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:o/r:*' } } },
        [],
      ],
    ],
  ],
])('%s', (_, cases) => {
  test.each(cases)('%s', async (_, statement, expected) => expect(await said(statement)).toEqual(expected))
})

test.each([
  ['ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]', ['1 iam-managed-policy high']],
  ['policies: { x: arn:aws-cn:iam::aws:policy/PowerUserAccess }', ['1 iam-managed-policy medium']],
  ['policy_arn: arn:aws:iam::aws:policy/AmazonS3FullAccess', ['1 iam-managed-policy low']],
  ['policy_arn: arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess', []],
  ['policy_arn: arn:aws:iam::111122223333:policy/AdministratorAccess', []],
  ['PermissionsBoundary: arn:aws:iam::aws:policy/PowerUserAccess', []],
  ['Condition: { ArnEquals: { iam:PolicyARN: arn:aws:iam::aws:policy/AdministratorAccess } }', []],
  ['description: AdministratorAccess', []],
])('iam-managed-policy: %s', async (text, expected) => {
  expect(await found('a.yaml', `${text}\n`)).toEqual(expected)
})

test('iam-managed-policy: by name, in Terraform', async () => {
  const text = `data "aws_iam_policy" "a" {
  name = "AdministratorAccess"
}
resource "aws_iam_user_policy_attachment" "b" {
  policy_arn = "arn:aws:iam::aws:policy/AmazonBedrockFullAccess"
}
resource "aws_iam_role" "c" {
  name = "AdministratorAccess"
}
`
  expect(await found('a.tf', text)).toEqual(['2 iam-managed-policy high', '5 iam-managed-policy medium'])
})

test('iam-access-key: in Terraform, with and without a PGP key', async () => {
  const text = `resource "aws_iam_access_key" "a" {
  user = aws_iam_user.u.name
}
resource "aws_iam_access_key" "b" {
  user    = aws_iam_user.u.name
  pgp_key = "keybase:somebody"
}
resource "aws_iam_service_specific_credential" "bedrock" {
  service_name = "bedrock.amazonaws.com"
}
output "id" {
  value = aws_iam_access_key.a.id
}
`
  expect(await found('a.tf', text)).toEqual([
    '1 iam-access-key medium',
    '4 iam-access-key low',
    '8 iam-access-key medium',
  ])
})

test('in tests and examples a finding is told and does not fail', async () => {
  const text = '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
  for (const path of ['test/policy.json', 'modules/x/examples/a.json', 'policy.test.json'])
    expect(await found(path, text)).toEqual(['1 iam-full-admin low'])
  expect(await found('latest/policy.json', text)).toEqual(['1 iam-full-admin high'])
})

test('an effect or a principal that is worked out is not guessed', async () => {
  const text = `Statement:
  - { Effect: !Ref Effect, Action: '*', Resource: '*' }
  - { Effect: Allow, Action: sqs:SendMessage, Resource: '*', Principal: !Ref Who }
  - { Effect: Allow, Action: !Ref Action, Resource: '*' }
  - { Effect: Allow, Action: sqs:SendMessage, Resource: !Ref Queue }
`
  expect(await found('a.yaml', text)).toEqual([])
})

test('every rule has a case of its own here', () => {
  expect(iamRules.map(({ meta }) => meta.id).sort()).toEqual([
    'iam-access-key',
    'iam-action-wildcard',
    'iam-bedrock-wildcard',
    'iam-full-admin',
    'iam-managed-policy',
    'iam-not-action',
    'iam-not-principal',
    'iam-not-resource',
    'iam-pass-role',
    'iam-privilege-escalation',
    'iam-public-principal',
    'iam-resource-wildcard',
    'iam-service-wildcard',
    'iam-web-identity-open',
  ])
})
