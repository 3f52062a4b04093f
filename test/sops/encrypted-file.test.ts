import { expect, test } from 'vitest'
import { readEncryptedFile } from '../../src/sops/encrypted-file.ts'
import { rangeOfField } from '../../src/sops/metadata.ts'
import { encOf } from '../support/enc.ts'

const armor = ['-----BEGIN AGE ENCRYPTED FILE-----', 'YWdl', '-----END AGE ENCRYPTED FILE-----', ''].join('\n')
const flatArmor = armor.replaceAll('\n', '\\n')

const dotenv = [
  `PASSWORD=${encOf()}`,
  `#${encOf('comment')}`,
  'export TOKEN=plain',
  'sops_age__list_0__map_recipient=age1example',
  `sops_age__list_0__map_enc=${flatArmor}`,
  'sops_lastmodified=2025-06-01T10:00:00Z',
  `sops_mac=${encOf('str', 128)}`,
  'sops_mac_only_encrypted=true',
  'sops_version=3.11.0',
  '',
].join('\n')

const ini = [
  'top = plain',
  '[database]',
  `; ${encOf('comment')}`,
  `password = ${encOf()}`,
  'password : twice # beside',
  'multi = """one',
  'two"""',
  '[sops]',
  'age__list_0__map_recipient = age1example',
  `age__list_0__map_enc       = ${flatArmor}`,
  'lastmodified               = 2025-06-01T10:00:00Z',
  `mac                        = ${encOf('str', 128)}`,
  'shamir_threshold           = 2',
  '',
].join('\n')

test('dotenv is read as SOPS reads it: no quotes, no trimming, any key', async () => {
  const file = await readEncryptedFile('app.env', dotenv)
  expect(file?.store).toBe('dotenv')
  expect(file?.leaves.map(({ path, value, encrypted }) => [path, encrypted ? 'ENC' : value])).toEqual([
    [['PASSWORD'], 'ENC'],
    [['export TOKEN'], 'plain'],
  ])
  expect(
    file?.comments.map(({ path, encrypted, mustBeEncrypted }) => [path, encrypted?.type, mustBeEncrypted]),
  ).toEqual([[[], 'comment', true]])
})

test.each([
  ['app.env', dotenv],
  ['app.ini', ini],
])('the flattened metadata of %s are read as one block', async (path, text) => {
  const file = await readEncryptedFile(path, text)
  expect(file?.metadata).toMatchObject({ lastmodified: '2025-06-01T10:00:00Z', mac: encOf('str', 128) })
  expect(file?.metadata.groups).toMatchObject([
    { keys: [{ type: 'age', identity: 'age1example', enc: armor, fields: expect.any(Map) }] },
  ])
  const range = file && rangeOfField(file.metadata, 'mac')
  expect(text.slice(range?.start, range?.end)).toBe(encOf('str', 128))
})

test('INI is read with its default section, repeated keys, fences and comments behind values', async () => {
  const file = await readEncryptedFile('app.ini', ini)
  expect(file?.leaves.map(({ path, value, encrypted }) => [path.join('/'), encrypted ? 'ENC' : value])).toEqual([
    ['DEFAULT/top', 'plain'],
    ['database/password', 'ENC'],
    ['database/password', 'twice'],
    ['database/multi', 'one\ntwo'],
  ])
  expect(file?.duplicates.map(({ path }) => path.join('/'))).toEqual(['database/password'])
  expect(file?.comments.map(({ text, path }) => [text === encOf('comment') ? 'ENC' : text, path])).toEqual([
    ['ENC', ['database']],
    ['beside', ['database']],
  ])
  expect(file?.metadata.shamirThreshold).toBe(2)
})

const yaml = `# top
a: ${encOf()} # beside
b:
    # in b
    c: ${encOf()}
    d:
        - one: ${encOf()}
        - ${encOf()}
a: again
---
e: ${encOf()}
sops:
    mac: ${encOf()}
---
f: 1
sops:
    # here
    mac: ${encOf()}
    key_groups:
        - age:
            - recipient: age1one
              enc: x
        - kms:
            - arn: arn:aws:kms:eu-west-1:1:key/k
              role: r
              context: {b: two, a: one}
              aws_profile: p
              enc: y
`

test('YAML leaves say which document, place and key they have', async () => {
  const file = await readEncryptedFile('x.yaml', yaml)
  expect(
    file?.leaves.map(({ document, place, key }) => [document, place.join('/'), yaml.slice(key?.start, key?.end)]),
  ).toEqual([
    [0, 'a', 'a'],
    [0, 'b/c', 'c'],
    [0, 'b/d/0/one', 'one'],
    [0, 'b/d/1', yaml],
    [0, 'a', 'a'],
    [1, 'e', 'e'],
    [2, 'f', 'f'],
  ])
  expect(file?.duplicates.map(({ path, key }) => [path, key.start > 100])).toEqual([[['a'], true]])
})

test('YAML comments stand in the map that holds them, those of the block apart', async () => {
  const file = await readEncryptedFile('x.yaml', yaml)
  expect(file?.comments.map(({ text, path }) => [text, path])).toEqual([
    [' top', []],
    [' beside', []],
    [' in b', ['b']],
  ])
  expect(file?.blockComments.map(({ text }) => text)).toEqual([' here'])
  expect(file?.unreadBlocks).toHaveLength(1)
})

test('key groups are read where there is no flat list, with the identities SOPS compares', async () => {
  const block = yaml.slice(yaml.lastIndexOf('sops:'))
  const file = await readEncryptedFile('x.yaml', `f: ${encOf()}\n${block}`)
  expect(file?.metadata.groups.map(({ keys }) => keys.map(({ type, identity }) => [type, identity]))).toEqual([
    [['age', 'age1one']],
    [['kms', 'arn:aws:kms:eu-west-1:1:key/k+r|a:one,b:two|p']],
  ])
})

test('a comment that may lie in two maps must be encrypted only where both say so', async () => {
  const text = `data:\n    # in data\n    a: ${encOf()}\n    # behind\n# outside\nkind: x\nsops:\n    mac: ${encOf()}\n    encrypted_regex: ^data$\n`
  const file = await readEncryptedFile('x.yaml', text)
  expect(file?.comments.map(({ text: comment, mustBeEncrypted }) => [comment, mustBeEncrypted])).toEqual([
    [' in data', true],
    [' behind', false],
    [' outside', false],
  ])
})

test.each([
  ['lines that never end a value', `${'a = \\\n'.repeat(20_000)}`],
  ['fences that never close', `${'a = """b\n'.repeat(20_000)}`],
  ['lines without an assignment', `${'abc\n'.repeat(20_000)}`],
  ['comments', `${'# abc\n'.repeat(20_000)}`],
])('hostile lines are read in one pass: %s', { timeout: 5_000 }, async (_, lines) => {
  expect((await readEncryptedFile('x.ini', `${ini}${lines}`))?.store).toBe('ini')
  await readEncryptedFile('x.env', `${dotenv}${lines}`)
})

test.each([
  ['a comment', (text: string) => text.replace('"a"', '// a word\n\t"a"')],
  ['a comma at the end', (text: string) => text.replace(/\}\s*$/, ',}')],
])('JSON with %s is no JSON, and not taken for YAML', async (_, change) => {
  const enc = encOf('str', 4)
  const sops = { mac: encOf('str', 128), lastmodified: '2026-01-02T03:04:05Z', version: '3.11.0' }
  const text = JSON.stringify({ a: enc, sops }, null, '\t')
  expect((await readEncryptedFile('a.json', text))?.problems).toEqual([])
  expect((await readEncryptedFile('a.json', change(text)))?.problems).toHaveLength(1)
})
