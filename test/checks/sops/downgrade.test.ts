import { expect, test } from 'vitest'
import { downgrade } from '../../../src/checks/sops/downgrade.ts'
import type { Hit } from '../../../src/model/rule.ts'
import { contextOf, documentOf, hitsOf, lineOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'

const encrypted = `a: ${encOf()}\nsops:\n  mac: ${encOf()}\n`

const lines = async (
  path: string,
  content: string,
  base: string | null | undefined,
  config?: string,
): Promise<number[]> => {
  const document = documentOf(path, content, base === undefined ? {} : { base })
  const context = contextOf(config === undefined ? {} : { files: { '.sops.yaml': config } })
  return (await hitsOf(downgrade, document, context)).map((hit) => lineOf(document, hit))
}

test('what was encrypted and is plaintext now is found at its first value', async () => {
  expect(await lines('x.yaml', '# comment\na: plain\n', encrypted)).toEqual([2])
})

test('what stays encrypted is clean, and what loses one value is for another rule', async () => {
  expect(await lines('x.yaml', encrypted, encrypted)).toEqual([])
  expect(await lines('x.yaml', `b: plain\n${encrypted}`, encrypted)).toEqual([])
})

test.each([
  ['x.env', `A=${encOf()}\nsops_mac=${encOf()}\n`, 'A=plain\n', 1],
  ['x.ini', `[s]\na = ${encOf()}\n[sops]\nmac = ${encOf()}\n`, '[s]\na = plain\n', 2],
  ['x.json', `{"a": "${encOf()}", "sops": {"mac": "${encOf()}"}}`, '{"a": "plain"}', 1],
  ['secret', `{"data": "${encOf()}", "sops": {"mac": "${encOf()}"}}`, 'plain', 0],
])('in every store: %s', async (path, base, content, line) => {
  expect(await lines(path, content, base)).toEqual([line])
})

test('a file that is empty now is left to the rule for that', async () => {
  expect(await lines('x.yaml', '', encrypted)).toEqual([])
})

test('new files and files that never were encrypted are clean', async () => {
  expect(await lines('x.yaml', 'a: plain\n', null)).toEqual([])
  expect(await lines('x.yaml', 'a: plain\n', undefined)).toEqual([])
  expect(await lines('x.yaml', 'a: plain\n', 'a: old\n')).toEqual([])
  expect(await lines('x.yaml', 'a: plain\n', `# ${encOf()}\na: https://sops:8200\n`)).toEqual([])
})

test('source code is asked for its old version only where a creation rule covers it', async () => {
  const envelope = `{"data": "${encOf()}", "sops": {"mac": "${encOf()}"}}`
  expect(await lines('x.py', 'plain', envelope)).toEqual([])
  expect(await lines('x.py', 'plain', envelope, 'creation_rules:\n  - path_regex: x\n')).toEqual([0])
})

const renamed = async (
  path: string,
  content: string | Uint8Array,
  removed: Readonly<Record<string, string | Uint8Array>>,
): Promise<Hit[]> => hitsOf(downgrade, documentOf(path, content, { base: null, removed }))

const keys = ['a', 'b', 'c', 'd', 'e']
const withKeys = (value: string): string => keys.map((key) => `${key}: ${value}\n`).join('')
const before = `${withKeys(encOf())}plain_unencrypted: x\nsops:\n  mac: ${encOf()}\n`

test('an encrypted file that reappears under a new name in plaintext is found', async () => {
  const [hit, ...more] = await renamed('new/t.yaml', withKeys('typed'), { 'old.yaml': 'a: b\n', 's.yaml': before })
  expect(more).toEqual([])
  expect(hit?.note).toBe('This file holds in plaintext what s.yaml, which this change deletes, held encrypted')
  expect(hit?.remedy).toContain('sops encrypt --in-place new/t.yaml')
  expect(hit?.secret?.read((value) => value)).toBe('typed')
})

test('four of five keys are enough, three are not', async () => {
  expect(await renamed('t.yaml', 'a: w\nb: w\nc: w\nd: w\n', { 's.yaml': before })).toHaveLength(1)
  expect(await renamed('t.yaml', 'a: w\nb: w\nc: w\nf: w\n', { 's.yaml': before })).toEqual([])
})

test.each([
  ['JSON', 't.json', JSON.stringify(Object.fromEntries(keys.map((key) => [key, 'word']))), before],
  ['dotenv', 't.env', 'A=word\nB=word\n', `A=${encOf()}\nB=${encOf()}\nsops_mac=${encOf()}\nsops_version=3.9\n`],
  ['INI', 't.ini', '[s]\na = word\n', `[s]\na = ${encOf()}\n[sops]\nmac = ${encOf()}\n`],
])('in another store: %s', async (_, path, content, gone) => {
  const suffix = path === 't.json' ? 'yaml' : path.slice(2)
  expect(await renamed(path, content, { [`s.${suffix}`]: gone })).toHaveLength(1)
})

test('a binary file is recognised by the length of its ciphertext', async () => {
  const envelope = `{"data": "${encOf('str', 40)}", "sops": {"mac": "${encOf()}"}}`
  expect(await renamed('key', 'k'.repeat(40), { 'key.enc': envelope })).toHaveLength(1)
  expect(await renamed('key', new Uint8Array(40), { 'key.enc': envelope })).toHaveLength(1)
  expect(await renamed('key', 'k'.repeat(41), { 'key.enc': envelope })).toEqual([])
  expect(await renamed('key', 'short', { 'key.enc': envelope.replace(encOf('str', 40), encOf()) })).toEqual([])
})

test('what is renamed and stays encrypted, and what only shares keys that were never encrypted, is clean', async () => {
  expect(await renamed('t.yaml', before, { 's.yaml': before })).toEqual([])
  const manifest = (kind: string, value: string): string =>
    `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: x\n  namespace: y\ntype: z\n${value}`
  const gone = `${manifest('Secret', `data:\n  a: ${encOf()}\n`)}sops:\n  mac: ${encOf()}\n  encrypted_regex: ^data$\n`
  expect(await renamed('t.yaml', manifest('Other', 'spec: 1\n'), { 's.yaml': gone })).toEqual([])
  expect(await renamed('t.yaml', withKeys('word'), { 's.yaml': withKeys('word') })).toEqual([])
  expect(await renamed('t.yaml', withKeys('""'), { 's.yaml': before })).toEqual([])
})

test('placeholders and templates in the place of an encrypted file are clean', async () => {
  expect(await renamed('t.yaml', withKeys('changeme'), { 's.yaml': before })).toEqual([])
  expect(await renamed('t.yaml.example', withKeys('word'), { 's.yaml': before })).toEqual([])
})

test('a deleted file is read once for all new ones, and not at all where the file is known', async () => {
  let reads = 0
  const removed = [
    {
      path: 's.yaml',
      bytes: async () => {
        reads++
        return Buffer.from(before)
      },
    },
  ]
  const ask = async (path: string, base: string | null): Promise<void> => {
    const document = documentOf(path, 'k: v\n', { base })
    await hitsOf(downgrade, { ...document, unit: { ...document.unit, removed } })
  }
  await ask('known.yaml', 'k: u\n')
  expect(reads).toBe(0)
  for (const path of ['a.yaml', 'b.yaml', 'c.json']) await ask(path, null)
  expect(reads).toBe(1)
})
