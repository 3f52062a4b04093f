import { describe, expect, test } from 'vitest'
import { expandMould } from '../../src/rules/moulds.ts'
import { isExpression, isPath, isPlaceholder } from '../../src/rules/placeholder.ts'
import { looksRandom } from '../../src/rules/randomness.ts'

const share = (mould: string): number => {
  const seeds = Array.from({ length: 1000 }, (_, seed) => seed)
  return seeds.filter((seed) => looksRandom(expandMould(mould, seed))).length / seeds.length
}

describe('what a generator draws looks random', () => {
  test.each([
    ['${alnum:16}', 0.97],
    ['${alnum:20}', 0.99],
    ['${alnum:32}', 0.999],
    ['${base64:40}', 0.99],
    ['${base64url:24}', 0.97],
    ['${hex:32}', 0.999],
    ['${hex:16}', 0.95],
    ['${base36:20}', 0.99],
    ['${lower:24}', 0.97],
    ['${uuid}', 0.999],
  ])('%s in at least %d of the draws', (mould, least) => {
    expect(share(mould)).toBeGreaterThanOrEqual(least)
  })
})

test.each([
  'correct-horse-battery-staple',
  'getServerSideConfiguration',
  'DEFAULT_CONNECTION_TIMEOUT_MS',
  'application/x-www-form-urlencoded',
  'com.company.project.service.UserRepository',
  'node_modules/@types/node/index.d.ts',
  'abcdefghijklmnopqrstuvwxyz0123456789',
  '0123456789abcdef0123456789abcdef',
  '1700000000000000',
  'aaaaaaaaaaaaaaaaaaaaaaaa',
  'grafana-admin-credentials',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'ReallyLongCamelCaseIdentifierName',
  'us-east-1.console.aws.amazon.com',
])('what people write does not: %s', (text) => {
  expect(looksRandom(text)).toBe(false)
})

test.each([
  '${DB_PASSWORD}',
  '${{ secrets.TOKEN }}',
  '{{ vault_password }}',
  '$(cat token)',
  '$TOKEN',
  '%TOKEN%',
  '%(token)s',
  '@token@',
  '<your-token>',
  'changeme',
  'your-token-here',
  'xxxxxxxxxxxx',
  '************',
  'ENC[AES256_GCM,data:aGVsbG8=,iv:aGVsbG8=,tag:aGVsbG8=,type:str]',
  'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db',
  'op://vault/item/password',
  '$2b$12$abcdefghijklmnopqrstuv',
])('a placeholder: %s', (value) => {
  expect(isPlaceholder(value)).toBe(true)
})

test.each(['ENC[AES256_GCM,data:x]', 'a${B}', 'tr0ub4dor&3', 'x${A}y${B}'])('no placeholder: %s', (value) => {
  expect(isPlaceholder(value)).toBe(false)
})

test('code that computes a value is told from a value', () => {
  expect(isExpression('process.env.GITHUB_TOKEN')).toBe(true)
  expect(isExpression("config['token']")).toBe(true)
  expect(isExpression('readSecret(path)')).toBe(true)
  expect(isExpression(expandMould('a${alnum:30}', 2))).toBe(false)
})

test('a path of names is told from base64 that begins with a slash', () => {
  expect(isPath('/run/secrets/database/password')).toBe(true)
  expect(isPath('./config/token.txt')).toBe(true)
  expect(isPath(expandMould('/${alnum:30}', 2))).toBe(false)
})
