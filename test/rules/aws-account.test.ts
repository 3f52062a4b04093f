import { expect, test } from 'vitest'
import { awsAccount, isOldGeneration } from '../../src/rules/aws-account.ts'
import { hitsOf } from './support/find.ts'
import { libraryRule } from './support/library.ts'

// Published in Tal Be'ery's "A short note on AWS KEY ID"; cut in two so that no file holds a key id.
const published: readonly (readonly [string, string, string])[] = [
  ['ASIA', 'QNZGKIQY56JQ7WML', '029608264753'],
  ['ASIA', 'Y34FZKBOKMUTVV7A', '609629065308'],
  ['AKIA', 'RZPUZDIKGB2VALC4', '123456789012'],
]

test.each(published)('%s%s belongs to %s', (prefix, rest, account) => {
  expect(awsAccount(prefix + rest)).toBe(account)
})

test('an id from before 2019 names no account', () => {
  expect(isOldGeneration('AKIAIOSFODNN7EXAMPLE')).toBe(true)
  expect(awsAccount('AKIAIOSFODNN7EXAMPLE')).toBeUndefined()
})

test('what is no key id names no account', () => {
  expect(awsAccount('AKIA')).toBeUndefined()
  expect(awsAccount('')).toBeUndefined()
})

test('the rule puts the account into the details', async () => {
  const [hit] = await hitsOf(await libraryRule('aws-access-key-id'), `id: ${['AKIA', 'RZPUZDIKGB2VALC4'].join('')}`)
  expect(hit?.details).toEqual({ account: '123456789012' })
})
