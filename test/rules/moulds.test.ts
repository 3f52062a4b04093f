import { expect, test } from 'vitest'
import { UserError } from '../../src/model/errors.ts'
import { hasBase62Checksum } from '../../src/rules/base62-crc32.ts'
import { isBech32 } from '../../src/rules/bech32.ts'
import { expandMould } from '../../src/rules/moulds.ts'

test.each([
  ['${alnum:36}', /^[A-Za-z0-9]{36}$/],
  ['${alpha:9}', /^[A-Za-z]{9}$/],
  ['${lower:9}${upper:3}', /^[a-z]{9}[A-Z]{3}$/],
  ['${digits:12}', /^[0-9]{12}$/],
  ['${hex:40}', /^[0-9a-f]{40}$/],
  ['AKIA${base32:16}', /^AKIA[A-Z2-7]{16}$/],
  ['${base64:40}', /^[A-Za-z0-9+/]{40}$/],
  ['${base64url:40}', /^[A-Za-z0-9_-]{40}$/],
  ['${uuid}', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ['${dashes}${dashes:2}', /^-{7}$/],
  ['${jwt:RS256}', /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{43}$/],
  ['${pem:EC PRIVATE KEY}', /^-----BEGIN EC PRIVATE KEY-----\nM[\w+/=\n]+\n-----END EC PRIVATE KEY-----$/],
])('%s', (mould, shape) => {
  for (const seed of [1, 2, 3]) expect(expandMould(mould, seed)).toMatch(shape)
})

test('the same seed gives the same text, another seed another', () => {
  expect(expandMould('${alnum:20}', 4)).toBe(expandMould('${alnum:20}', 4))
  expect(expandMould('${alnum:20}', 4)).not.toBe(expandMould('${alnum:20}', 5))
  expect(expandMould('${alnum:20}', 0)).not.toBe(expandMould('${alnum:20}', 1))
})

test('two moulds in one text differ', () => {
  const [first, second] = expandMould('${alnum:20} ${alnum:20}', 1).split(' ')
  expect(first).not.toBe(second)
})

test('tokens carry a right checksum', () => {
  expect(hasBase62Checksum(expandMould('${github-crc32:ghp}', 1).slice(4))).toBe(true)
  expect(hasBase62Checksum(expandMould('${npm-crc32}', 1).slice(4))).toBe(true)
  for (const mould of ['${age-identity}', '${age-identity-pq}', '${age-plugin:se}', '${age-recipient}']) {
    expect(isBech32(expandMould(mould, 1))).toBe(true)
  }
})

test('a placeholder in capitals stays, and two dollar signs stand for one', () => {
  expect(expandMould('${DB_PASSWORD} $${lower:3}', 1)).toBe('${DB_PASSWORD} ${lower:3}')
})

test('a mould nobody made is an error', () => {
  expect(() => expandMould('${alnumm:3}', 1)).toThrow(UserError)
})
