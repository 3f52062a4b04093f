import { expect, test } from 'vitest'
import { leafPlain } from '../../../src/checks/sops/plaintext-rules.ts'
import type { Hit } from '../../../src/model/rule.ts'
import { contextOf, documentOf, hitsOf, lineOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'

const enc = encOf()
const block = (selector = ''): string => `sops:\n    mac: ${enc}\n    lastmodified: "2025-06-01T10:00:00Z"\n${selector}`

const yamlHits = (body: string, selector = ''): Promise<Hit[]> =>
  hitsOf(leafPlain, documentOf('a.yaml', `${body}${block(selector)}`))

const lines = async (path: string, text: string): Promise<number[]> => {
  const document = documentOf(path, text)
  return (await hitsOf(leafPlain, document, contextOf())).map((hit) => lineOf(document, hit))
}

const yamlLines = (body: string, selector = ''): Promise<number[]> => lines('a.yaml', `${body}${block(selector)}`)

test('a file whose leaves are all encrypted, empty or null is clean', async () => {
  expect(await yamlLines(`a: ${enc}\nb: ""\nc:\nd: {}\ne: []\nf_unencrypted: plain\n`)).toEqual([])
})

test.each([
  ['a string', 'plain', '"a" must be encrypted and is plaintext'],
  ['a date', '2024-05-06', '"a" must be encrypted and is plaintext'],
  ['ciphertext with a line before it', `|\n  plain\n  ${enc}`, 'is plaintext'],
])('%s is found', async (_, value, note) => {
  const [hit, ...more] = await yamlHits(`a: ${value}\nb: ${enc}\n`)
  expect(more).toEqual([])
  expect(hit?.note).toContain(note)
  expect(hit?.severity).toBeUndefined()
})

test('a note names the key path and holds no value', async () => {
  const [hit] = await yamlHits('profiles:\n  prod:\n    - keys:\n        - typed by hand\n')
  expect(hit?.note).toBe('"profiles.prod.keys" must be encrypted and is plaintext')
  expect(hit?.secret?.read((value) => value)).toBe('typed by hand')
})

test('the span is the value alone', async () => {
  const document = documentOf('a.yaml', `ü: ${enc}\na: "späť" # comment\n${block()}`)
  const [hit] = await hitsOf(leafPlain, document)
  expect(Buffer.from(document.slice(hit?.span?.start ?? 0, hit?.span?.end ?? 0), 'latin1').toString()).toBe('"späť"')
})

test.each([
  ['encrypted_regex: ^data$', 'kind: x\ndata:\n  a: plain\n', [3]],
  ['unencrypted_regex: ^kind$', 'kind: x\nother: plain\n', [2]],
  ['encrypted_suffix: _secret', 'a: x\nb_secret: plain\n', [2]],
  ['unencrypted_suffix: _plain', 'a_plain: x\nb_unencrypted: plain\n', [2]],
])('the selector of the file decides: %s', async (selector, body, expected) => {
  expect(await yamlLines(body, `    ${selector}\n`)).toEqual(expected)
})

test('where comments select, a finding is of low severity', async () => {
  const body = '# keep plain\na: x\nb: plain\n'
  const hits = await yamlHits(body, '    unencrypted_comment_regex: keep\n')
  expect(hits.map(({ severity }) => severity)).toEqual(['low'])
  expect(await yamlLines(body, '    unencrypted_comment_regex: keep\n')).toEqual([3])
})

test('both twins of a duplicate key are looked at', async () => {
  expect(await yamlLines(`a: plain\na: ${enc}\n`)).toEqual([1])
  expect(await lines('a.json', `{"a": "${enc}",\n"a": "plain",\n"sops": {"mac": "${enc}"}}`)).toEqual([2])
})

test('later documents are looked at', async () => {
  expect(await lines('a.yaml', `a: ${enc}\n${block()}---\nb: plain\n${block()}`)).toEqual([6])
})

test('a file that cannot be read in full is an error, after what could be seen', async () => {
  const document = documentOf('a.yaml', `a: plain\nb: ${enc}\n${block()}<<<<<<< ours\n`)
  const seen: number[] = []
  const run = async (): Promise<void> => {
    for await (const hit of leafPlain.check(document, contextOf())) seen.push(lineOf(document, hit))
  }
  await expect(run()).rejects.toThrow('a.yaml: has SOPS metadata but cannot be read as YAML')
  expect(seen).toEqual([1])
})

test('beyond a hundred leaves the rest is counted', async () => {
  const hits = await yamlHits(Array.from({ length: 130 }, (_, index) => `k${index}: plain\n`).join(''))
  expect(hits).toHaveLength(101)
  expect(hits.at(-1)?.note).toBe('30 more places of this file have the same fault')
})

test('a file that is not encrypted is none of its business', async () => {
  expect(await lines('a.yaml', 'a: b # sops\n')).toEqual([])
  expect(await lines('.sops.yaml', 'creation_rules:\n  - path_regex: ^secrets/\n    age: age1example\n')).toEqual([])
})

test('plain values in dotenv and INI files are found, whatever the file is called', async () => {
  const dotenv = `A=${enc}\n#${enc}\nB=typed\nC=\nD_unencrypted=x\nsops_mac=${enc}\nsops_version=3.9.0\n`
  const ini = `[s]\na = ${enc}\nb = typed\n[sops]\nmac = ${enc}\nversion = 3.9.0\n`
  expect(await lines('a.env', dotenv)).toEqual([3])
  expect(await lines('.env.production', dotenv)).toEqual([3])
  expect(await lines('a.ini', ini)).toEqual([3])
  expect(await lines('a.env', `${dotenv}sops_encrypted_regex=^A$\n`)).toEqual([])
  expect(await lines('a.ini', `${ini}unencrypted_regex = ^b$\n`)).toEqual([])
})

test('a line of dotenv that cannot be read is an error, unless its value is ciphertext', async () => {
  const file = (line: string): string => `A=${enc}\n${line}\nsops_mac=${enc}\n`
  await expect(lines('a.env', file('typed alone'))).rejects.toThrow('cannot be read as DOTENV')
  expect(await lines('a.env', file(`A B=${enc}`))).toEqual([])
  expect(await lines('a.md', file('prose that quotes a file'))).toEqual([])
})

test('a key that looks like a token is not named', async () => {
  const token = ['AK', 'IA', 'Z7Q'.repeat(6)].join('').slice(0, 20)
  const [hit] = await yamlHits(`keys:\n  ${token}:\n    a: plain\n`)
  expect(hit?.note).toBe('"keys.****.a" must be encrypted and is plaintext')
})
