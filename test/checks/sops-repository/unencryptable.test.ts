import { expect, test } from 'vitest'
import { nonStringKey, toplevelSequence } from '../../../src/checks/sops-repository/unencryptable.ts'
import type { Rule } from '../../../src/model/rule.ts'
import { contextOf, documentOf, hitsOf, lineOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'
import { describeWithSops, makeSopsFolder } from '../../support/sops.ts'

const files = { '.sops.yaml': 'creation_rules:\n  - path_regex: ^secrets/\n' }

const lines = async (rule: Rule, path: string, content: string): Promise<number[]> => {
  const document = documentOf(path, content)
  return (await hitsOf(rule, document, contextOf({ files }))).map((hit) => lineOf(document, hit))
}

const lists: readonly (readonly [path: string, content: string, line: number])[] = [
  ['secrets/a.yaml', '# comment\n- a\n- b\n', 2],
  ['secrets/a.yaml', 'text\n', 1],
  ['secrets/a.yaml', 'a: b\n---\n- c\n', 3],
  ['secrets/a.json', '[1]', 1],
  ['secrets/a.json', '"x"', 1],
]

const keys: readonly (readonly [content: string, line: number])[] = [
  ...[
    '1',
    'true',
    'null',
    '1.5',
    '2024-01-01',
    '0x1F',
    '~',
    '0b1',
    '1_000',
    '.inf',
    '1e3',
    '0o17',
    '017',
    '[a, b]',
  ].map((key) => [`a: b\n${key}: c\n`, 2] as const),
  ['a: {1: v}\n', 1],
  ['a:\n- b: c\n- 2: v\n', 3],
  ['a: b\n---\n1: b\n', 3],
]

const strings = ['yes', 'on', '"1"', "'true'", '!!str 1', '12:30', 'a1', '1a', '1.2.3', '1-2']

test.each(lists)('a list or a single value at the top is found: %s %j', async (path, content, line) => {
  expect(await lines(toplevelSequence, path, content)).toEqual([line])
  expect(await lines(nonStringKey, path, content)).toEqual([])
})

test.each(keys)('a key that is no string is found: %j', async (content, line) => {
  expect(await lines(nonStringKey, 'secrets/a.yaml', content)).toEqual([line])
  expect(await lines(toplevelSequence, 'secrets/a.yaml', content)).toEqual([])
})

test.each(strings)('a key that is a string is clean: %s', async (key) => {
  expect(await lines(nonStringKey, 'secrets/a.yaml', `${key}: v\n`)).toEqual([])
})

test('files that no rule names, other stores, empty and encrypted files are clean', async () => {
  for (const rule of [toplevelSequence, nonStringKey]) {
    expect(await lines(rule, 'other/a.yaml', '- 1: a\n')).toEqual([])
    expect(await lines(rule, 'secrets/a.txt', '- 1: a\n')).toEqual([])
    expect(await lines(rule, 'secrets/a.yaml.j2', '- 1: a\n')).toEqual([])
    expect(await lines(rule, 'secrets/a.yaml', '# nothing\n')).toEqual([])
    expect(await lines(rule, 'secrets/a.json', '{"1": "a"}')).toEqual([])
    expect(await lines(rule, 'secrets/a.yaml', `1: ${encOf()}\nsops:\n  mac: ${encOf()}\n`)).toEqual([])
  }
})

describeWithSops('the real sops', () => {
  test('refuses what is found, and takes what is clean', () => {
    const folder = makeSopsFolder()
    const encrypts = (path: string, content: string): boolean => {
      folder.write(path, content)
      try {
        folder.sops('--encrypt', '--age', folder.recipient, path)
        return true
      } catch {
        return false
      }
    }
    try {
      for (const [path, content] of lists) expect([content, encrypts(path, content)]).toEqual([content, false])
      for (const [content] of keys) expect([content, encrypts('a.yaml', content)]).toEqual([content, false])
      for (const key of strings) expect([key, encrypts('a.yaml', `${key}: v\n`)]).toEqual([key, true])
    } finally {
      folder.remove()
    }
  }, 60_000)
})
