import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mayHold, mayIndexHold } from '../../src/git/index-bytes.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
})

afterEach(() => repository.remove())

const holds = (): boolean =>
  mayIndexHold({ cwd: repository.root, env: {}, root: repository.root, gitDir: join(repository.root, '.git') }, '.nix')

test('only a path that ends so is one', () => {
  repository.stage('a.nixos/linked.yaml', 'a')
  expect(holds()).toBe(false)
  repository.stage('b/c.nix', '{}')
  expect(holds()).toBe(true)
})

test.each([
  ['--index-version=4', ['update-index', '--index-version=4']],
  ['--split-index', ['update-index', '--split-index']],
])('an index whose paths are not plain to see may hold anything: %s', (_, args) => {
  repository.stage('a.yaml', 'a')
  expect(holds()).toBe(false)
  repository.git(...args)
  expect(holds()).toBe(true)
})

test('what is not there or no index may hold anything', () => {
  expect(holds()).toBe(true)
  expect(mayHold(Buffer.from('DIRC'), '.nix')).toBe(true)
  expect(mayHold(Buffer.from('anything'), '.nix')).toBe(true)
})

test('the index that git hands to a hook is looked at', () => {
  repository.stage('a.yaml', 'a')
  const place = { cwd: repository.root, root: repository.root, gitDir: join(repository.root, '.git') }
  expect(readFileSync(join(place.gitDir, 'index')).length).toBeGreaterThan(0)
  repository.git('read-tree', '--index-output=.git/other', '--empty')
  expect(mayIndexHold({ ...place, env: { GIT_INDEX_FILE: '.git/other' } }, '.nix')).toBe(false)
  expect(mayIndexHold({ ...place, env: { GIT_INDEX_FILE: '.git/missing' } }, '.nix')).toBe(true)
})
