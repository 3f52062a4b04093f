import { expect, test } from 'vitest'
import { UserError } from '../../src/model/errors.ts'
import { compileRule } from '../../src/rules/compile.ts'
import type { RuleEntry } from '../../src/rules/rule-entry.ts'
import { entryWith } from './support/library.ts'

const broken: readonly (readonly [string, Partial<RuleEntry>])[] = [
  ['"pattern" has no group named "secret"', { pattern: 'acme_[a-z]{8}' }],
  ['"pattern" is no regular expression: ', { pattern: '(?<secret>acme_' }],
  ['"pattern" may hold printable ASCII only; patterns run over bytes', { pattern: '(?<secret>acme_ü)' }],
  ['"pattern" can match a text that holds none of the "keywords"', { pattern: '(?<secret>acme_[a-z]|other_[a-z])' }],
  ['"pattern" can match a text that holds none of the "keywords"', { pattern: '(?<secret>[a-z]{5}_x)' }],
  ['"pattern" can match a text that holds none of the "keywords"', { pattern: '(?:acme_)?(?<secret>[a-z]{5})' }],
  ['keyword "nothing" is nothing that "pattern" must match', { keywords: ['acme_', 'nothing'] }],
  ['"checksum" names no validator: "md5" is none of github-crc32', { checksum: 'md5' }],
  ['"decode" names no decoder: "x" is none of aws-account', { decode: 'x' }],
]

test.each(broken)('a rule file error says where and what: %s', (problem, changes) => {
  const compile = () => compileRule(entryWith(changes), 'rules/acme.yaml')
  expect(compile).toThrow(UserError)
  expect(compile).toThrow(`rules/acme.yaml: "acme-key": ${problem}`)
})

test('a pattern in pieces is joined end to end', () => {
  expect(compileRule(entryWith({ pattern: ['(?<secret>acme_', '[a-z]{8})'] }), 'f').pattern).toBe(
    '(?<secret>acme_[a-z]{8})',
  )
})

test('keywords are stored in lower case', () => {
  expect(compileRule(entryWith({ keywords: ['ACME_'] }), 'f').keywords).toEqual(['acme_'])
})

test('a backslash that escapes nothing stands for itself', () => {
  const { guard } = compileRule(entryWith({ pattern: '(?<secret>acme_\\c1[a-z]{8})' }), 'f')
  expect(guard?.classes[0x5c]).not.toBe(guard?.classes[0x21])
})
