import { afterEach, beforeEach, expect, test } from 'vitest'
import { encOf } from '../../support/enc.ts'
import { newRepository, type TestRepository } from '../../support/repository.ts'

const body = (value: string): string => `one: ${value}\ntwo: ${value}\n`
const encrypted = `${body(encOf())}sops:\n  mac: ${encOf()}\n`

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
  repository.stage('s.yaml', encrypted)
  repository.stage('README.md', 'text\n')
  repository.commit('encrypted')
})

afterEach(() => repository.remove())

const rulesOf = async (...args: string[]): Promise<string[]> => {
  const { stdout } = await repository.leaktight([...args, '--rule', 'sops-downgrade', '--format', 'json'])
  const report: { findings: { rule: string; path: string; message: string }[] } = JSON.parse(stdout)
  return report.findings.map(({ rule, path, message }) => `${rule} ${path}: ${message}`)
}

const found = [
  'sops-downgrade t.yaml: This file holds in plaintext what s.yaml, which this change deletes, held encrypted',
]

test('a file that is decrypted and renamed before it is staged is found', async () => {
  repository.git('mv', 's.yaml', 't.yaml')
  repository.stage('t.yaml', body('typed'))
  expect(await rulesOf('staged')).toEqual(found)
})

test('a file whose place a symbolic link takes counts as deleted', async () => {
  repository.git('mv', 's.yaml', 't.yaml')
  repository.stage('t.yaml', body('typed'))
  const link = repository.git('hash-object', '-w', 'README.md').trim()
  repository.git('update-index', '--add', '--cacheinfo', `120000,${link},s.yaml`)
  expect(await rulesOf('staged')).toEqual(found)
})

test('a rename that keeps the file encrypted is clean', async () => {
  repository.git('mv', 's.yaml', 't.yaml')
  expect(await rulesOf('staged')).toEqual([])
})

test('ci finds it in the commit that did it', async () => {
  const base = repository.git('rev-parse', 'HEAD').trim()
  repository.git('mv', 's.yaml', 't.yaml')
  repository.stage('t.yaml', body('typed'))
  repository.commit('decrypted')
  expect(await rulesOf('ci', '--base', base)).toEqual(found)
})

test('ci does not compare a new file with what another commit deletes', async () => {
  const base = repository.git('rev-parse', 'HEAD').trim()
  repository.stage('t.yaml', body('typed'))
  repository.commit('new')
  repository.git('rm', '--quiet', 's.yaml')
  repository.commit('gone')
  expect(await rulesOf('ci', '--base', base)).toEqual([])
})
