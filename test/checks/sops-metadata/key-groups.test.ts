import { expect, test } from 'vitest'
import { ageArmorOf, hybrid, stanzaOf, x25519 } from '../../support/age.ts'
import { encOf } from '../../support/enc.ts'
import { rulesAndLines, said } from './said.ts'

const indent = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by))

const age = (recipient: string, armor: string): string => `- recipient: ${recipient}\n  enc: |\n${indent(armor, 4)}`

const rest = `    lastmodified: "2026-01-02T03:04:05Z"\n    mac: ${encOf('str', 128)}\n    version: 3.11.0\n`

const file = (block: string): string => `a: ${encOf()}\nsops:\n${indent(block, 4)}${rest}`

const native = `age1${'q'.repeat(58)}`
const share = age(native, ageArmorOf([x25519()], 33))
const group = (...keys: readonly string[]): string =>
  keys.length === 0 ? '    - age: []\n' : `    - age:\n${indent(keys.join(''), 8)}`
const groups = (...each: readonly string[]): string => `key_groups:\n${each.join('')}`

test.each([
  ['two groups', groups(group(share), group(share, share))],
  ['a threshold', `shamir_threshold: 2\n${groups(group(share), group(share), group(share))}`],
  ['a threshold of 0', `shamir_threshold: 0\n${groups(group(share), group(share))}`],
  ['one group', groups(group(age(native, ageArmorOf([x25519()]))))],
])('%s: nothing is said', async (_, block) => {
  expect(await said('a.yaml', file(block))).toEqual([])
})

test.each([
  ['a threshold of 1', `shamir_threshold: 1\n${groups(group(share), group(share))}`, 3, 'SOPS refuses to split'],
  ['a negative threshold', `shamir_threshold: -1\n${groups(group(share), group(share))}`, 3, 'SOPS refuses to split'],
  ['a threshold above', `shamir_threshold: 3\n${groups(group(share), group(share))}`, 3, 'only 2 key groups'],
  ['an empty group', groups(group(), group(share)), 4, 'Key group 1 has no key'],
])('%s is found', async (_, block, line, note) => {
  const found = await said('a.yaml', file(block))
  expect(found).toMatchObject([{ rule: 'sops-shamir-file', severity: 'high', line }])
  expect(found[0]?.note).toContain(note)
})

test('a single group without a key is found', async () => {
  expect(await said('a.yaml', file(groups(group())))).toMatchObject([{ rule: 'sops-meta-missing-field', line: 2 }])
})

test('a whole data key in place of a share is found', async () => {
  const text = file(groups(group(share), group(age(native, ageArmorOf([x25519()])))))
  const found = await said('a.yaml', text)
  expect(found).toMatchObject([{ rule: 'sops-enc-malformed' }])
  expect(found[0]?.note).toContain('age recipient 1 of key group 2')
})

const flat = (key: string): string => `age:\n${indent(key, 4)}`

test.each([
  ['a post-quantum recipient', age('age1pq1qqqq', ageArmorOf([hybrid()]))],
  ['a plugin', age('age1yubikey1qqqq', ageArmorOf([stanzaOf('piv-p256 AAAAAA AAAA', 48)]))],
  ['a plugin with two stanzas', age('age1x1qqqq', ageArmorOf([stanzaOf('one'), stanzaOf('two a b', 5)]))],
  ['the stanza of rage for nobody', age(native, ageArmorOf([x25519(), stanzaOf('ab-grease x', 100)]))],
])('%s is clean', async (_, key) => {
  expect(await said('a.yaml', file(flat(key)))).toEqual([])
})

test.each([
  ['an X25519 stanza', age('age1pq1qqqq', ageArmorOf([x25519()]))],
  ['two post-quantum stanzas', age('age1pq1qqqq', ageArmorOf([hybrid(), hybrid()]))],
  ['a plugin without a stanza', age('age1x1qqqq', ageArmorOf([]))],
  ['a plugin and another size', age('age1x1qqqq', ageArmorOf([stanzaOf('one')], 40))],
  ['grease alone', age(native, ageArmorOf([stanzaOf('ab-grease x')]))],
])('%s is found', async (_, key) => {
  expect(await said('a.yaml', file(flat(key)))).toMatchObject([{ rule: 'sops-enc-malformed' }])
})

const others = `kms:
    - arn: arn:aws:kms:eu-central-1:000000000000:key/x
      role: arn:aws:iam::000000000000:role/x
      context:
          a: b
      aws_profile: ""
      created_at: "2026-01-02T03:04:05Z"
      enc: AQICAHh=
gcp_kms:
    - resource_id: projects/x
      created_at: 2026-01-02T03:04:05Z
      enc: CiQA
azure_kv:
    - vault_url: https://x.vault.azure.net
      name: x
      version: y
      created_at: "2026-01-02T03:04:05.123456789+02:00"
      enc: ab-_cg
hc_vault:
    - vault_address: https://vault.example
      engine_path: transit
      key_name: x
      created_at: "2026-01-02T03:04:05Z"
      enc: vault:v1:AAAA
hckms:
    - key_id: region:x
      created_at: "2026-01-02T03:04:05Z"
      enc: anything at all
pgp: []
attention: leftover
unencrypted_suffix: _unencrypted
encrypted_regex: ""
mac_only_encrypted: true
`.replace('AQICAHh=', 'AQICAHg=')

test('every other kind of recipient is clean', async () => {
  expect(await said('a.yaml', file(others), '2026-02-01T00:00:00Z')).toEqual([])
})

test('recipients that were written half a year ago are told, each at its date', async () => {
  const text = file(others)
  const found = await said('a.yaml', text, '2026-09-01T00:00:00Z')
  const lines = text.split('\n').flatMap((line, index) => (line.includes('created_at') ? [index + 1] : []))
  expect(rulesAndLines(found)).toEqual(lines.map((line) => ['sops-created-old', line]))
})

test('a binary file that a selector of an old SOPS left in plaintext is told', async () => {
  const json = (version: string, data = 'readable'): string =>
    JSON.stringify({
      data,
      sops: {
        age: [{ recipient: native, enc: ageArmorOf([x25519()]) }],
        lastmodified: '2026-01-02T03:04:05Z',
        mac: encOf('str', 128),
        encrypted_regex: 'a',
        version,
      },
    })
  expect(await said('a.bin', json('3.10.2'))).toMatchObject([{ rule: 'sops-version-old', severity: 'low' }])
  expect(await said('a.bin', json('3.10.2', encOf()))).toEqual([])
  expect(await said('a.bin', json('3.11.0'))).toEqual([])
  expect(await said('a.json', json('3.10.2'))).toEqual([])
})

test('more than a hundred faults are counted', async () => {
  const text = file(`${flat(age(native, ageArmorOf([x25519()])))}${'x: 1\n'.replace(/x/g, 'note').repeat(130)}`)
  const found = await said('a.yaml', text)
  expect(found).toHaveLength(101)
  expect(found.at(-1)?.note).toBe('30 more comments and unknown keys in the sops block')
})

test('a file whose block cannot be reached is refused', async () => {
  const text = `b: ${'['.repeat(300)}\n${file(flat(age(native, ageArmorOf([x25519()]))))}`
  await expect(said('a.yaml', text)).rejects.toThrow(/a\.yaml: has SOPS metadata that cannot be read as YAML/)
})

test('no token in a key is repeated', async () => {
  const token = 'abcdefgh12345678'.repeat(2)
  const text = file(`${flat(age(native, ageArmorOf([x25519()])))}${token}: x\n`)
  const found = await said('a.yaml', text)
  expect(found).toHaveLength(1)
  expect(found[0]?.note).not.toContain(token)
})
