import { describe, expect, test } from 'vitest'
import { base62Checksum, crc32, hasBase62Checksum } from '../../src/rules/base62-crc32.ts'
import { isBech32, toBech32 } from '../../src/rules/bech32.ts'
import type { Candidate } from '../../src/rules/candidate.ts'
import { expandMould } from '../../src/rules/moulds.ts'
import { isAwsSecret } from '../../src/rules/validators/aws-secret.ts'
import { isBedrockShortKey } from '../../src/rules/validators/bedrock-short.ts'
import { validators } from '../../src/rules/validators/index.ts'
import { isJwt } from '../../src/rules/validators/jwt.ts'
import { isUrlPassword } from '../../src/rules/validators/url-password.ts'

const candidate = (value: string, more: Partial<Candidate> = {}): Candidate => ({
  value,
  match: value,
  groups: {},
  path: 'file.yaml',
  ...more,
})

describe('base62 CRC-32', () => {
  test('CRC-32 of the check string of its catalogue', () => {
    expect(crc32('123456789')).toBe(0xcbf43926)
  })

  // The worked example of the token format that GitHub and npm share.
  test('the published token body closes with its checksum', () => {
    expect(base62Checksum('zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ')).toBe(['0mLq', '17'].join(''))
  })

  test('small checksums are padded with zeros', () => {
    const body = Array.from({ length: 4000 }, (_, index) => String(index)).find((text) => crc32(text) < 62 ** 5)
    expect(base62Checksum(body ?? '')).toMatch(/^0[0-9A-Za-z]{5}$/)
  })

  test('one changed character is noticed', () => {
    const token = expandMould('${github-crc32:ghp}', 3).slice(4)
    expect(hasBase62Checksum(token)).toBe(true)
    expect(hasBase62Checksum(`${token.startsWith('a') ? 'b' : 'a'}${token.slice(1)}`)).toBe(false)
  })
})

describe('bech32', () => {
  // BIP 173, "Test vectors".
  test.each([
    'A12UEL5L',
    'a12uel5l',
    'an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs',
    'abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw',
    '11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j',
    'split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w',
    '?1ezyfcl',
  ])('is valid: %s', (text) => {
    expect(isBech32(text)).toBe(true)
  })

  test.each(['pzry9x0s0muk', '1pzry9x0s0muk', 'x1b4n0q5v', 'li1dgmt3', 'A1G7SGD8', '10a06t8', '1qzzfhee', 'a12uEL5L'])(
    'is not valid: %s',
    (text) => {
      expect(isBech32(text)).toBe(false)
    },
  )

  // age-keygen(1), EXAMPLES: recipients are public.
  test('the recipient of the manual page is valid', () => {
    expect(isBech32('age1lvyvwawkr0mcnnnncaghunadrqkmuf9e6507x9y920xxpp866cnql7dp2z')).toBe(true)
  })

  test('has no limit of 90 characters', () => {
    expect(
      isBech32(
        toBech32(
          'age1pq',
          Array.from({ length: 1216 }, (_, index) => index & 255),
        ),
      ),
    ).toBe(true)
  })
})

test('a JWT needs an algorithm, claims and to be none of the tutorials', () => {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signature = expandMould('${alnum:43}', 1)
  expect(isJwt(expandMould('${jwt}', 1))).toBe(true)
  expect(isJwt(`${part({ alg: 'none' })}.${part({ sub: 'x' })}.${signature}`)).toBe(false)
  expect(isJwt(`${part({ typ: 'JWT' })}.${part({ sub: 'x' })}.${signature}`)).toBe(false)
  expect(isJwt(`${part({ alg: 'HS256' })}.${part('text')}.${signature}`)).toBe(false)
  expect(isJwt(`${part({ alg: 'HS256' })}.${part({ sub: '1234567890', name: 'John Doe' })}.${signature}`)).toBe(false)
})

test('a short-term Bedrock key holds a presigned URL', () => {
  expect(isBedrockShortKey(expandMould('${bedrock-short}', 1))).toBe(true)
  expect(
    isBedrockShortKey(`bedrock-api-key-${Buffer.from('iam.amazonaws.com/?X-Amz-Date=1').toString('base64')}`),
  ).toBe(false)
})

test('an AWS secret is no SHA-1, whichever way its slashes are written', () => {
  expect(isAwsSecret(expandMould('${hex:40}', 1))).toBe(false)
  expect(isAwsSecret(expandMould('${hex:40}', 1).toUpperCase())).toBe(false)
  expect(isAwsSecret(expandMould('${alnum:38}+/', 1))).toBe(true)
  expect(isAwsSecret(expandMould('${alnum:38}%2B%2f', 1))).toBe(true)
  expect(isAwsSecret(expandMould('${alnum:38}+\\/', 1))).toBe(true)
  expect(isAwsSecret(expandMould('${alnum:41}', 1))).toBe(false)
})

describe('a password in a URL', () => {
  const password = (value: string, user: string, host: string): boolean =>
    isUrlPassword(candidate(value, { groups: { user, host } }))

  test('is one on a real host, in words too', () => {
    expect(password('Grebel-kiosk', 'app', 'db.company.com')).toBe(true)
  })

  test.each([
    ['user', 'user', 'db.company.com'],
    ['password', 'user', 'db.company.com'],
    ['p%40ssw0rd', 'user', 'db.company.com'],
    ['${PASSWORD}', 'user', 'db.company.com'],
    ['Grebel-kiosk', 'user', 'db.example.com'],
    ['Grebel-kiosk', 'user', 'localhost'],
  ])('is none: %s of %s at %s', (value, user, host) => {
    expect(password(value, user, host)).toBe(false)
  })

  test('counts on localhost too where it was drawn', () => {
    expect(password(expandMould('${alnum:20}', 1), 'app', 'localhost')).toBe(true)
  })
})

test('every validator refuses what is none of its kind', () => {
  const mask = `ghp_${'a'.repeat(36)}`
  for (const [name, validator] of validators) expect([name, validator(candidate(mask))]).toEqual([name, false])
})
