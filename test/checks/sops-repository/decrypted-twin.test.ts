import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decryptedTwin } from '../../../src/checks/sops-repository/decrypted-twin.ts'
import { contextOf, documentOf, hitsOf, lineOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'
import { foundBy } from '../../support/found.ts'
import { newRepository, type TestRepository } from '../../support/repository.ts'

const encrypted = `user: ${encOf()}\npassword: ${encOf()}\nsops:\n  mac: ${encOf()}\n`
const plain = 'user: somebody\npassword: hushed\n'

const lines = async (
  path: string,
  content: string | Uint8Array,
  files: Readonly<Record<string, string>>,
): Promise<number[]> => {
  const document = documentOf(path, content)
  return (await hitsOf(decryptedTwin, document, contextOf({ files }))).map((hit) => lineOf(document, hit))
}

test.each(['s/x.enc.yaml', 's/x.sops.yaml', 's/x.encrypted.yaml', 's/enc.x.yaml'])(
  's/x.yaml beside the encrypted %s is found at the first value that is ciphertext there',
  async (twin) => {
    expect(await lines('s/x.yaml', `# comment\n${plain}`, { [twin]: encrypted })).toEqual([2])
  },
)

test('in the other stores', async () => {
  const dotenv = `USER=${encOf()}\nPASSWORD=${encOf()}\nsops_mac=${encOf()}\nsops_version=3.9.0\nsops_lastmodified=2025-01-01T00:00:00Z\n`
  expect(await lines('.env', 'USER=a\nPASSWORD=b\n', { '.enc.env': dotenv })).toEqual([1])
  const json = `{"token": "${encOf()}", "sops": {"mac": "${encOf()}"}}`
  expect(await lines('x.json', '{\n"token": "b"}', { 'x.sops.json': json })).toEqual([2])
  const envelope = `{"data": "${encOf('str', 40)}", "sops": {"mac": "${encOf()}"}}`
  expect(await lines('tls.key', 'k'.repeat(40), { 'tls.key.enc': envelope })).toEqual([0])
  expect(await lines('tls.key', new Uint8Array(40), { 'tls.enc.key': envelope })).toEqual([0])
  expect(await lines('tls.key', 'k'.repeat(39), { 'tls.key.enc': envelope })).toEqual([])
})

test('only the encrypted part of a manifest counts', async () => {
  const manifest = (value: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  b: ${value}\n`
  const sealed = `${manifest(encOf())}sops:\n  mac: ${encOf()}\n  encrypted_regex: ^stringData$\n`
  expect(await lines('x.yaml', manifest('word'), { 'x.sops.yaml': sealed })).toEqual([6])
  expect(await lines('x.yaml', manifest('${B}'), { 'x.sops.yaml': sealed })).toEqual([])
  expect(await lines('x.yaml', manifest('""'), { 'x.sops.yaml': sealed })).toEqual([])
})

test('examples, templates, placeholders and encrypted files are clean', async () => {
  const files = Object.fromEntries(
    ['x', 'x.example', 'x.sample', 'x-template', 'example.x', 'x.schema'].map((name) => [
      `${name}.enc.yaml`,
      encrypted,
    ]),
  )
  for (const path of ['x.example.yaml', 'x.sample.yaml', 'x-template.yaml', 'example.x.yaml', 'x.schema.yaml'])
    expect([path, await lines(path, plain, files)]).toEqual([path, []])
  expect(await lines('x.yaml.example', plain, { 'x.yaml.enc': encrypted })).toEqual([])
  expect(await lines('x.yaml', 'user: changeme\npassword: <password>\n', files)).toEqual([])
  expect(await lines('x.yaml', 'user: {{ .User }}\npassword: "{{ .Password }}"\n', files)).toEqual([])
  expect(await lines('x.yaml', encrypted, files)).toEqual([])
})

test('a file with other keys, or with many more, is clean', async () => {
  expect(await lines('x.yaml', 'host: a\nport: b\n', { 'x.enc.yaml': encrypted })).toEqual([])
  const values = Array.from({ length: 9 }, (_, index) => `setting${index}: value\n`).join('')
  expect(await lines('x.yaml', plain + values, { 'x.enc.yaml': encrypted })).toEqual([])
  expect(await lines('x.yaml', plain, { 'x.enc.yaml': plain, 'other/x.enc.yaml': encrypted })).toEqual([])
})

describe('in a repository', () => {
  let repository: TestRepository
  beforeEach(() => {
    repository = newRepository()
    repository.stage('x.enc.yaml', encrypted)
  })
  afterEach(() => repository.remove())

  const found = async (verb: string): Promise<readonly string[]> => (await foundBy(repository, verb)).lines

  const said = ['sops-decrypted-twin high x.yaml']

  test('one that is staged, tracked or about to be is found', async () => {
    repository.write('x.yaml', plain)
    expect(await found('staged')).toEqual([])
    expect(await found('audit')).toEqual(said)
    repository.git('add', 'x.yaml')
    expect(await found('staged')).toEqual(said)
    repository.commit('first')
    expect(await found('audit')).toEqual(said)
    expect(await found('ci')).toEqual(said)
  })

  test('among many staged files, and where the encrypted one lies in no working tree, it is found', async () => {
    for (let index = 0; index < 12; index++) repository.stage(`a${index}.yaml`, `key${index}: value\n`)
    repository.stage('x.yaml', plain)
    rmSync(join(repository.root, 'x.enc.yaml'))
    expect(await found('staged')).toEqual(said)
  })

  test('one that git ignores is what people work with', async () => {
    repository.stage('.gitignore', 'x.yaml\n')
    repository.write('x.yaml', plain)
    expect(await found('audit')).toEqual([])
  })

  test('the other one being ignored is told: the pattern names the wrong file', async () => {
    repository.git('rm', '--quiet', '--cached', 'x.enc.yaml')
    repository.stage('.gitignore', '*.enc.yaml\n')
    repository.stage('x.yaml', plain)
    expect(await found('audit')).toEqual(['sops-gitignore-inverted low x.enc.yaml'])
    repository.write('x.yaml', 'host: a\nport: b\n')
    expect(await found('audit')).toEqual([])
    repository.write('x.yaml', plain)
    repository.stage('.gitignore', 'nothing\n')
    expect(await found('audit')).toEqual([])
    repository.stage('.gitignore', '*.enc.yaml\n*.yaml\n')
    repository.git('rm', '--quiet', '--cached', 'x.yaml')
    expect(await found('audit')).toEqual([])
  })
})
