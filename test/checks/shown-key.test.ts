import { expect, test } from 'vitest'
import { shownKey } from '../../src/checks/shown-key.ts'

test.each([
  ['an access key id', ['AK', 'IA', 'Z7Q9'.repeat(4)]],
  ['one without digits', ['AK', 'IA', 'ZXQW'.repeat(4)]],
  ['a token with a prefix', ['gh', 'p_', 'a1B2c3'.repeat(6)]],
  ['a token of several parts', ['xo', 'xb-', '1234567890-', 'a1B2c3'.repeat(4)]],
  ['base64', ['a1B2c3d4e5f6g7h8+i9/'.repeat(2), '=']],
  ['a digest', ['0a1b2c3d'.repeat(8)]],
  ['what goes over several lines', ['a value\n', 'key']],
  ['what holds punctuation of a value', ['user [one, {a']],
  ['an alias that stands for a key', ['*val', 'ue1']],
  ['what a line separator joined', ['value\u2028sops']],
  ['what holds bytes that are no text', ['value\uFFFDsops']],
  ['whatever is very long', ['word '.repeat(30)]],
])('%s is masked', (_, pieces) => {
  expect(shownKey(pieces.join(''))).toBe('****')
})

test.each([
  'password',
  'aws_secret_access_key',
  'user.name',
  'kubernetes.io/service-account.name',
  'serviceAccountConnectionString',
  'AWS_ACCESS_KEY_ID_2',
  'tls.crt',
  '*.example.org',
  'arn:aws:iam::000000000000:role/deploy',
  '2024-05-06',
  '',
])('%j is shown', (key) => {
  expect(shownKey(key)).toBe(key)
})
