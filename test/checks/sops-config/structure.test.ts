import { expect, test } from 'vitest'
import { misnamed } from '../../../src/checks/sops-config/misnamed.ts'
import { mixedKeys } from '../../../src/checks/sops-config/mixed-keys.ts'
import { privateKeyInConfig } from '../../../src/checks/sops-config/private-key.ts'
import { severalSelectors } from '../../../src/checks/sops-config/selectors.ts'
import { shamir } from '../../../src/checks/sops-config/shamir.ts'
import { unreachableRule } from '../../../src/checks/sops-config/unreachable-rule.ts'
import { documentOf, hitsOf } from '../../support/document.ts'
import { rules, said } from './said.ts'

const config = rules('- age: age1x')

test.each(['.sops.yml', 'ops/.sops.yml', '.sops.YAML', '.SOPS.yaml'])('%s is never read', async (path) => {
  expect(await said(misnamed, path, config)).toEqual([['high', '', misnamed.meta.summary]])
  const beside = path.replace(/[^/]*$/, '.sops.yaml')
  expect(await said(misnamed, path, config, { files: { [beside]: config } })).toEqual([
    ['low', '', `SOPS never reads this file: it reads ${beside}`],
  ])
})

test.each(['.sops.yaml', 'sops.yml', 'x.sops.yml', '.sops.yaml.bak', '.sops.yml/x'])(
  '%s is left alone',
  async (path) => {
    expect(await said(misnamed, path, config)).toEqual([])
  },
)

test('a .sops.yml without rules is left alone', async () => {
  expect(await said(misnamed, '.sops.yml', 'a: b\n')).toEqual([])
})

test('recipients beside key groups are ignored by sops', async () => {
  const groups = '  key_groups: [{age: [age1x]}]'
  expect(await said(mixedKeys, '.sops.yaml', rules('- pgp: AABBCCDDEEFF0011', groups))).toEqual([
    ['low', 'pgp', 'This rule has key_groups, so SOPS ignores its "pgp"; AABBCCDDEEFF0011 is in no group'],
  ])
  expect(await said(mixedKeys, '.sops.yaml', rules('- age: [age1x]', groups))).toEqual([
    ['low', 'age', 'This rule has key_groups, so SOPS ignores its "age"'],
  ])
  for (const flat of ['pgp: ""', 'age: []', 'aws_profile: p', 'path_regex: x'])
    expect(await said(mixedKeys, '.sops.yaml', rules(`- ${flat}`, groups)), flat).toEqual([])
  expect(await said(mixedKeys, '.sops.yaml', rules('- age: age1x', '  key_groups: []'))).toEqual([])
  const publish = `destination_rules:\n  - recreation_rule: {age: age1y, key_groups: [{age: [age1x]}]}\n`
  expect(await said(mixedKeys, '.sops.yaml', publish)).toHaveLength(1)
})

test('a second selector makes sops refuse a rule', async () => {
  const text = rules(
    '- encrypted_regex: a',
    '  age: x',
    '  unencrypted_suffix: b',
    '- encrypted_regex: a',
    '  encrypted_suffix: ""',
  )
  expect(await said(severalSelectors, '.sops.yaml', text)).toEqual([
    [
      'high',
      'unencrypted_suffix',
      'This rule has encrypted_regex and unencrypted_suffix; SOPS takes one selector and refuses to use the rule',
    ],
  ])
})

const grouped = (threshold: string, ...groups: string[]): string =>
  rules('- age: age1x', ...(threshold === '' ? [] : [`  shamir_threshold: ${threshold}`]), `  key_groups: [${groups}]`)
const [one, two, none] = ['{age: [age1x]}', '{pgp: [AA]}', '{}']

test.each([
  [
    '1',
    [one, two],
    'high',
    '1',
    'shamir_threshold is 1: every key group alone would be enough, which SOPS refuses to split',
  ],
  [
    '-1',
    [one, two],
    'high',
    '-1',
    'shamir_threshold is -1: every key group alone would be enough, which SOPS refuses to split',
  ],
  ['3', [one, two], 'high', '3', 'shamir_threshold is 3, and there are only 2 key groups'],
  ['2', [one], 'low', '2', 'shamir_threshold is 2, and with one key group it has no effect'],
  ['2', [one, none, two], 'high', '{}', "Key group 2 has no key, so its share is nobody's"],
  ['', [none, two], 'high', '{}', "Key group 1 has no key, so its share is nobody's"],
] as const)('a threshold of %j over %j is told', async (threshold, groups, severity, where, note) => {
  expect(await said(shamir, '.sops.yaml', grouped(threshold, ...groups))).toEqual([[severity, where, note]])
})

test.each([
  ['2', [one, two]],
  ['2', [one, two, one]],
  ['', [one, two]],
  ['0', [one, two]],
  ['', [one]],
  ['2', [one, '{plugins: [{binary_name: x}]}']],
] as const)('a threshold of %j over %j is sound', async (threshold, groups) => {
  expect(await said(shamir, '.sops.yaml', grouped(threshold, ...groups))).toEqual([])
})

test('a rule that names no recipient is no empty group', async () => {
  expect(await said(shamir, '.sops.yaml', rules('- path_regex: key_groups'))).toEqual([])
})

const upper = (length: number): string => 'QPZRY9X8GF2TVDW0'.repeat(8).slice(0, length)

test.each([
  ['AGE-SECRET-', 'KEY-1', 58],
  ['AGE-SECRET-', 'KEY-PQ-1', 58],
  ['AGE-', 'PLUGIN-YUBIKEY-1', 20],
  ['AGE-', 'PLUGIN-SE-P256-1', 20],
])('a private key %s%s is critical', async (begin, end, length) => {
  const key = `${begin}${end}${upper(length)}`
  for (const path of ['.sops.yaml', 'a/.sops.yaml', '.sops.yml'])
    expect(await said(privateKeyInConfig, path, rules(`- age: "${key}"`))).toEqual([
      ['critical', key, privateKeyInConfig.meta.summary],
    ])
  expect(await said(privateKeyInConfig, 'keys.txt', key)).toEqual([])
})

test('a private PGP block is critical, and none of it is in the finding', async () => {
  const kind = ['PGP', 'PRIVATE', 'KEY', 'BLOCK'].join(' ')
  const block = `-----BEGIN ${kind}-----\n\n    ${upper(64)}\n    -----END ${kind}-----`
  const document = documentOf('.sops.yaml', `key: |\n    ${block}\n${config}`)
  const [hit, ...more] = await hitsOf(privateKeyInConfig, document)
  expect(more).toEqual([])
  expect(hit?.secret?.read((value) => value)).toBe(block)
  expect(JSON.stringify(hit)).not.toContain(upper(64))
})

test('recipients, and words about private keys, are none', async () => {
  const text = `# never put AGE-SECRET-KEY-1... or AGE-PLUGIN-NAME-1 here\n${rules(`- age: age1${upper(58).toLowerCase()}`)}`
  expect(await said(privateKeyInConfig, '.sops.yaml', text)).toEqual([])
})

test('hostile words about plugins are read in one pass', async () => {
  expect(await said(privateKeyInConfig, '.sops.yaml', 'AGE-PLUGIN-'.repeat(50_000))).toEqual([])
})

test.each(['', '.*', '^.*$', '.+', '(?i).*', '^', '.'])('behind %j no rule is reached', async (pathRegex) => {
  const text = rules(`- path_regex: '${pathRegex}'`, '- path_regex: ^a/', '- age: age1y')
  expect(await said(unreachableRule, '.sops.yaml', text)).toMatchObject([
    ['low', '^a/', 'No file ever reaches this rule: rule 1 matches every file'],
    ['low', expect.stringContaining('age1y'), 'No file ever reaches this rule: rule 1 matches every file'],
  ])
})

test('behind the same expression no rule is reached', async () => {
  expect(
    await said(unreachableRule, '.sops.yaml', rules('- path_regex: ^a/', '- age: x', '  path_regex: ^a/')),
  ).toEqual([['low', '^a/', 'No file ever reaches this rule: rule 1 has the same path_regex']])
})

test.each(['^$', '.*\\.yaml', '^a', '..*', '$x', '(?i)a.*'])('behind %j rules are reached', async (pathRegex) => {
  expect(await said(unreachableRule, '.sops.yaml', rules(`- path_regex: '${pathRegex}'`, '- age: x'))).toEqual([])
})
