import { expect, test } from 'vitest'
import { deadRule } from '../../../src/checks/sops-config/dead-rule.ts'
import { extAsBinary } from '../../../src/checks/sops-config/ext-as-binary.ts'
import { nestedConfig } from '../../../src/checks/sops-config/nested-config.ts'
import { regexDead } from '../../../src/checks/sops-config/regex-dead.ts'
import { encOf } from '../../support/enc.ts'
import { judge } from '../../support/judge.ts'
import { rules, said } from './said.ts'

test('a rule for files that are not there is dead', async () => {
  const files = { 'prod/a.yaml': '', 'own/dev/a.yaml': '' }
  const text = rules(
    '- path_regex: ^prod/',
    "- path_regex: '^produ/'",
    '- path_regex: ^dev/',
    '- age: x',
    '- path_regex: (?=x)',
  )
  expect(await said(deadRule, '.sops.yaml', text, { files })).toEqual([
    ['low', "'^produ/'", deadRule.meta.summary],
    ['low', '^dev/', deadRule.meta.summary],
  ])
  expect(
    await said(deadRule, 'own/.sops.yaml', rules('- path_regex: ^dev/', '- path_regex: ^own/'), { files }),
  ).toEqual([['low', '^own/', deadRule.meta.summary]])
  expect(deadRule.advisory).toBe(true)
})

test('files with structure that become a blob are told once a rule', async () => {
  const files = Object.fromEntries(
    [
      's/.env.prod',
      's/a.toml',
      's/a.env',
      's/a.yaml',
      's/key',
      's/README.md',
      's/a.env.example',
      'a.toml',
      't/.envrc',
    ].map((path) => [path, '']),
  )
  const text = rules('- path_regex: ^s/', '- path_regex: ^t/', "- path_regex: '.*'")
  expect(await said(extAsBinary, '.sops.yaml', text, { files })).toEqual([
    ['low', '^s/', 'SOPS encrypts s/.env.prod and 1 more, which this rule matches, as one binary blob'],
    ['low', '^t/', 'SOPS encrypts t/.envrc, which this rule matches, as one binary blob'],
  ])
})

test('a nested configuration that answers otherwise is told', async () => {
  const nested = rules('- path_regex: ^secrets/', '  age: age1y')
  const ask = (top: string, files: Record<string, string> = { 'app/secrets/a.yaml': '', 'app/secrets/b.yaml': '' }) =>
    said(nestedConfig, 'app/.sops.yaml', nested, { files: { ...files, ...(top === '' ? {} : { '.sops.yaml': top }) } })
  expect(await ask(rules('- path_regex: secrets/', '  age: age1x'))).toEqual([
    [
      'low',
      '',
      'Run from the top of the repository, SOPS gives another answer for app/secrets/a.yaml and 1 more than by this file',
    ],
  ])
  expect(await ask(rules('- path_regex: ^other/', '  age: age1y'))).toHaveLength(1)
  expect(await ask(rules('- path_regex: secrets/', '  age: age1y', '  encrypted_regex: x'))).toHaveLength(1)
  expect(await ask(rules('- path_regex: secrets/', '  age: age1y'))).toEqual([])
  expect(await ask('')).toEqual([])
  expect(await ask(rules('- age: age1x'), { 'app/other/a.yaml': '', 'app/secrets/README.md': '' })).toEqual([])
  const deeper = { 'app/secrets/a.yaml': '', 'app/secrets/.sops.yaml': rules('- age: age1x') }
  expect(await ask(rules('- age: age1x'), deeper)).toEqual([])
})

const encrypted = (body: string, selector: string): string =>
  `${body}\nsops:\n  mac: ${encOf()}\n  lastmodified: "2025-06-01T10:00:00Z"\n  ${selector}\n`

test('a selector of a file that matches none of its keys is told where it stands', async () => {
  expect(await said(regexDead, 'a.yaml', encrypted('a: plain', 'encrypted_regex: ^(data | stringData)$'))).toEqual([
    ['low', '^(data | stringData)$', 'The encrypted_regex of this file matches none of its keys'],
  ])
  expect(await said(regexDead, 'a.yaml', encrypted('a: plain', 'encrypted_suffix: _x'))).toHaveLength(1)
  const dotenv = `A=plain\nsops_mac=${encOf()}\nsops_lastmodified=2025-06-01T10:00:00Z\nsops_encrypted_suffix=_X\n`
  expect(await said(regexDead, 'a.env', dotenv)).toMatchObject([['low', '_X', expect.any(String)]])
})

test('the line of a selector is not quoted: damage may have written a value there', async () => {
  const text = encrypted('a: plain', 'encrypted_regex: hunterx2')
  const { findings } = await judge('a.yaml', text, { rules: [regexDead] })
  expect(findings).toHaveLength(1)
  expect(JSON.stringify(findings)).not.toContain('hunterx2')
})

test('a selector that matches any component of any key is alive', async () => {
  for (const [body, selector] of [
    [`data:\n  a: ${encOf()}`, 'encrypted_regex: ^data$'],
    [`x:\n  - data:\n      a: ${encOf()}`, 'encrypted_regex: ^data$'],
    [`a_x: ${encOf()}`, 'encrypted_suffix: _x'],
    ['a: plain', 'unencrypted_regex: ^b$'],
    ['a: plain', 'unencrypted_suffix: _b'],
    ['{}', 'encrypted_regex: ^data$'],
    ['a: plain', "encrypted_regex: '^(?!a)'"],
  ] as const)
    expect(await said(regexDead, 'a.yaml', encrypted(body, selector)), body).toEqual([])
})

test('the selector of the rule is asked where that of the file is alive', async () => {
  const files = { '.sops.yaml': rules('- path_regex: ^s/', '  encrypted_regex: ^dta$') }
  const text = encrypted(`data: ${encOf()}`, 'encrypted_regex: ^data$')
  expect(await said(regexDead, 's/a.yaml', text, { files })).toEqual([
    [
      'low',
      '',
      'The encrypted_regex of the creation rule "^s/" of .sops.yaml matches no key of this file: encrypted anew, it would be plaintext',
    ],
  ])
  expect(await said(regexDead, 'other/a.yaml', text, { files })).toEqual([])
  const old = { files: { ...files, 's/a.yaml': 'newer' }, origin: { from: 'object' } as const }
  expect(await said(regexDead, 's/a.yaml', text, old)).toEqual([])
})
