import { expect, test } from 'vitest'
import { downgrade } from '../../../src/checks/sops/downgrade.ts'
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

test('a file that is empty now is found', async () => {
  expect(await lines('x.yaml', '', encrypted)).toEqual([0])
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
