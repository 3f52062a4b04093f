import { expect, test } from 'vitest'
import { recipientsDrift } from '../../../src/checks/sops-recipients/drift.ts'
import { recipientsFew } from '../../../src/checks/sops-recipients/few.ts'
import { recipientRevoked } from '../../../src/checks/sops-recipients/revoked.ts'
import { recipientsSingle } from '../../../src/checks/sops-recipients/single.ts'
import { encOf } from '../../support/enc.ts'
import { rules, said } from '../sops-config/said.ts'

const date = '2025-06-01T10:00:00Z'

const fileOf = (...recipients: readonly string[]): string =>
  `a: ${encOf()}\nsops:\n  age:\n${recipients.map((age) => `    - recipient: ${age}\n      enc: x\n`).join('')}  lastmodified: "${date}"\n  mac: ${encOf()}\n`

const dotenvOf = (...recipients: readonly string[]): string =>
  [
    `A=${encOf()}`,
    ...recipients.map((age, index) => `sops_age__list_${index}__map_recipient=${age}`),
    `sops_lastmodified=${date}`,
    `sops_mac=${encOf()}\n`,
  ].join('\n')

const config = (...ages: readonly string[]) => ({
  '.sops.yaml': rules('- path_regex: ^s/', `  age: ${ages.join(',')}`),
})

test('who would be added and removed is named, at the first who goes', async () => {
  const files = config('age1aaa', 'age1ccc')
  const [[severity, at, note] = [], ...more] = await said(recipientsDrift, 's/a.yaml', fileOf('age1aaa', 'age1bbb'), {
    files,
  })
  expect(more).toEqual([])
  expect(severity).toBe('low')
  expect(at).toBe('recipient: age1bbb')
  expect(note).toBe('By .sops.yaml, sops updatekeys would add age1ccc and remove age1bbb')
})

test('without one who goes the metadata are pointed at', async () => {
  const files = config('age1aaa', 'age1ccc')
  expect(await said(recipientsDrift, 's/a.yaml', fileOf('age1aaa'), { files })).toEqual([
    ['low', 'sops:', 'By .sops.yaml, sops updatekeys would add age1ccc'],
  ])
  expect(await said(recipientsDrift, 's/a.env', dotenvOf('age1aaa'), { files })).toEqual([
    ['low', 'sops_age__list_0__map_recipient=age1aaa', 'By .sops.yaml, sops updatekeys would add age1ccc'],
  ])
})

test('in strict runs it is an error', async () => {
  const options = { files: config('age1ccc'), policy: { strict: true } }
  expect(await said(recipientsDrift, 's/a.yaml', fileOf('age1aaa'), options)).toEqual([
    ['high', 'recipient: age1aaa', 'By .sops.yaml, sops updatekeys would add age1ccc and remove age1aaa'],
  ])
})

test('key groups are named by their number', async () => {
  const files = { '.sops.yaml': rules('- key_groups: [{age: [age1bbb]}, {age: [age1ccc]}]') }
  expect(await said(recipientsDrift, 's/a.yaml', fileOf('age1aaa'), { files })).toMatchObject([
    [
      'low',
      expect.any(String),
      'By .sops.yaml, sops updatekeys would add age1bbb and remove age1aaa (key group 1); add age1ccc (key group 2)',
    ],
  ])
})

test('a file in step, one that no rule names, and one that was replaced since are left alone', async () => {
  const files = config('age1bbb', 'age1aaa')
  expect(await said(recipientsDrift, 's/a.yaml', fileOf('age1aaa', 'age1bbb'), { files })).toEqual([])
  expect(await said(recipientsDrift, 's/a.env', dotenvOf('age1aaa', 'age1bbb'), { files })).toEqual([])
  expect(await said(recipientsDrift, 't/a.yaml', fileOf('age1ccc'), { files })).toEqual([])
  expect(await said(recipientsDrift, 's/a.yaml', fileOf('age1ccc'), { files: {} })).toEqual([])
  const replaced = { files: { ...files, 's/a.yaml': 'newer' }, origin: { from: 'commit' } as const }
  expect(await said(recipientsDrift, 's/a.yaml', fileOf('age1ccc'), replaced)).toEqual([])
})

test('what is no public key is not named, and what is long is cut', async () => {
  const secret = ['AGE-SECRET-', 'KEY-1QQQQQQ'].join('')
  const drift = async (age: string): Promise<string> => {
    const files = { '.sops.yaml': rules(`- age: "${age}"`) }
    return JSON.stringify(await said(recipientsDrift, 's/a.yaml', fileOf('age1aaa'), { files }))
  }
  expect(await drift(secret)).toContain('add **** and remove age1aaa')
  const [key = '', ...rest] = (await drift(`ssh-rsa ${'A'.repeat(500)}Z me@home`)).split('add ').slice(1)
  expect(rest).toEqual([])
  expect(key.split(' and remove')[0]).toMatch(/^ssh-rsa A+…A+Z me@home$/)
  expect(key.length).toBeLessThan(200)
})

test('a recipient into which damage joined a value is not named', async () => {
  const key = `age1${'qz7x'.repeat(14)}`
  for (const joined of [
    `${key} = hunterx2ENC[AES256_GCM`,
    `${key}hunterx2hunterx2`,
    'arn:aws:kms:x = hunterx2',
    'https://x hunterx2',
  ])
    expect(await said(recipientsDrift, 's/a.env', dotenvOf(joined), { files: config('age1aaa') })).toMatchObject([
      ['low', expect.any(String), 'By .sops.yaml, sops updatekeys would add age1aaa and remove ****'],
    ])
})

test('many recipients are counted', async () => {
  const many = Array.from({ length: 9 }, (_, index) => `age1x${index}`)
  expect(await said(recipientsDrift, 's/a.yaml', fileOf('age1aaa'), { files: config(...many) })).toMatchObject([
    [
      'low',
      expect.any(String),
      expect.stringContaining('add age1x0, age1x1, age1x2, age1x3, age1x4, 4 more and remove'),
    ],
  ])
})

const denied = (...deniedRecipients: readonly string[]) => ({ policy: { deniedRecipients } })

test('a denied recipient is found in files and in rules', async () => {
  const options = denied('age1bbb')
  expect(await said(recipientRevoked, 's/a.yaml', fileOf('age1aaa', 'age1bbb'), options)).toEqual([
    ['high', 'recipient: age1bbb', 'age1bbb can open this file, and the configuration denies it'],
  ])
  expect(await said(recipientRevoked, 's/a.env', dotenvOf('age1bbb'), options)).toHaveLength(1)
  expect(await said(recipientRevoked, '.sops.yaml', config('age1aaa', 'age1bbb')['.sops.yaml'], options)).toEqual([
    ['high', 'age1aaa,age1bbb', 'age1bbb is a recipient of this rule, and the configuration denies it'],
  ])
  expect(await said(recipientRevoked, 's/a.yaml', fileOf('age1aaa', 'age1bbbb'), options)).toEqual([])
  expect(await said(recipientRevoked, 's/a.yaml', fileOf('age1bbb'))).toEqual([])
})

const with1 = (list: string, entry: string): string =>
  `a: ${encOf()}\nsops:\n  ${list}:\n    - ${entry}\n  lastmodified: "${date}"\n  mac: ${encOf()}\n`

test.each([
  ['pgp', 'fp: 85D77543B3D624B63CEA9E6DBC17301B491B3F21', '85d7 7543 b3d6 24b6 3cea 9e6d bc17 301b 491b 3f21'],
  ['pgp', 'fp: 85D77543B3D624B63CEA9E6DBC17301B491B3F21!', '85D77543B3D624B63CEA9E6DBC17301B491B3F21'],
  ['kms', '{arn: "arn:aws:kms:x:1:key/k", role: r, context: {a: b}}', 'arn:aws:kms:x:1:key/k'],
  ['azure_kv', '{vault_url: "https://v", name: k, version: "12"}', 'https://v/keys/k'],
  ['age', 'recipient: ssh-ed25519 AAAAC3 me@home', 'ssh-ed25519 AAAAC3'],
])('%s of %j is denied by %j', async (list, entry, name) => {
  expect(await said(recipientRevoked, 'a.yaml', with1(list, entry), denied(name))).toHaveLength(1)
  expect(await said(recipientRevoked, 'a.yaml', with1(list, entry), denied(name.slice(0, -1)))).toEqual([])
})

test('a commit on its way is judged by the deny list, an old object only where it is the file of today', async () => {
  const text = fileOf('age1bbb')
  const ask = (from: 'commit' | 'object', today: string) =>
    said(recipientRevoked, 's/a.yaml', text, { ...denied('age1bbb'), files: { 's/a.yaml': today }, origin: { from } })
  expect(await ask('commit', 'newer')).toHaveLength(1)
  expect(await ask('object', 'newer')).toEqual([])
  expect(await ask('object', text)).toHaveLength(1)
})

test('too few recipients are an error where a number is set, else one alone is worth a word', async () => {
  const ask = async (rule: typeof recipientsFew, count: number, minimumRecipients?: number) => {
    const text = fileOf(...['age1aaa', 'age1bbb', 'age1ccc'].slice(0, count))
    const hits = await said(
      rule,
      'a.yaml',
      text,
      minimumRecipients === undefined ? {} : { policy: { minimumRecipients } },
    )
    return hits.map(([severity, , note]) => `${severity}: ${note}`)
  }
  expect(await ask(recipientsFew, 1, 2)).toEqual(['high: Only one recipient can open this file'])
  expect(await ask(recipientsFew, 2, 3)).toEqual(['high: Only 2 recipients can open this file; there must be 3'])
  expect(await ask(recipientsFew, 2, 2)).toEqual([])
  expect(await ask(recipientsFew, 1)).toEqual([])
  expect(await ask(recipientsSingle, 1)).toEqual(['low: Only one recipient can open this file'])
  expect(await ask(recipientsSingle, 1, 2)).toEqual([])
  expect(await ask(recipientsSingle, 2)).toEqual([])
  expect(recipientsSingle.advisory).toBe(true)
  expect(await said(recipientsSingle, 'a.yaml', fileOf('age1aaa', 'age1aaa'))).toHaveLength(1)
})
