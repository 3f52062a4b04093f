import { afterEach, expect, test } from 'vitest'
import { gitHistory } from '../../src/git/first-appearance.ts'
import { enc, ivOf } from '../checks/rotation/encrypted-text.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'

const made: TestRepository[] = []
afterEach(() => {
  for (const repository of made.splice(0)) repository.remove()
})
const fresh = (): TestRepository => {
  const repository = newRepository()
  made.push(repository)
  return repository
}

const day = (number: number): Date => new Date(Date.UTC(2026, 0, number))
const keys = ['aws_access_key_id', 'aws_secret_access_key', 'region']

/** A file of SOPS with these values, whose data key is the one of a seed. */
const yaml = (seeds: readonly string[], dataKey: string, names: readonly string[] = keys): string =>
  [
    ...seeds.map((seed, index) => `${names[index]}: ${enc(seed)}`),
    'sops:',
    '    kms:',
    `        - enc: ${ivOf(dataKey)}${ivOf(dataKey)}`,
    `    mac: ${enc(`mac ${seeds.join()}`)}`,
    '',
  ].join('\n')
const json = (seeds: readonly string[], dataKey: string): string =>
  JSON.stringify({
    ...Object.fromEntries(seeds.map((seed, index) => [keys[index], enc(seed)])),
    sops: { kms: [{ enc: `${ivOf(dataKey)}${ivOf(dataKey)}` }], mac: enc(`mac ${seeds.join()}`) },
  })

const isAnew = async (repository: TestRepository, seed: string, path = 'a.yaml'): Promise<boolean | undefined> => {
  const history = gitHistory({ cwd: repository.root, env: repository.env })
  const found = (await history.firstAppearance(new Set([ivOf(seed)]), [path])).get(ivOf(seed))
  return found && found.anew === true
}

const then = async (
  before: readonly [path: string, text: string],
  after: readonly [path: string, text: string],
  seed = 'new 1',
): Promise<boolean | undefined> => {
  const repository = fresh()
  repository.stage(...before)
  repository.commit('before', day(1))
  if (before[0] !== after[0]) repository.git('rm', '-q', before[0])
  repository.stage(...after)
  repository.commit('after', day(9))
  return isAnew(repository, seed, after[0])
}

const old = ['old 1', 'old 2', 'old 3']
const all = ['new 1', 'new 2', 'new 3']

test('a file encrypted again from plaintext is written anew', async () => {
  expect(await then(['a.yaml', yaml(old, 'one')], ['a.yaml', yaml(all, 'two')])).toBe(true)
})

test('one value set is not, nor are all values set with the data key that was there', async () => {
  expect(await then(['a.yaml', yaml(old, 'one')], ['a.yaml', yaml(['new 1', 'old 2', 'old 3'], 'one')])).toBe(false)
  expect(await then(['a.yaml', yaml(old, 'one')], ['a.yaml', yaml(['new 1', 'old 2', 'old 3'], 'two')])).toBe(false)
  expect(await then(['a.yaml', yaml(old, 'one')], ['a.yaml', yaml(all, 'one')])).toBe(false)
})

test('values under other keys have a new iv without being new', async () => {
  const moved = yaml(all, 'one').replace(/^(aws|region)/gm, '    $1')
  expect(await then(['a.yaml', yaml(old, 'one')], ['a.yaml', `aws:\n${moved}`])).toBe(true)
})

test('a file that was not there before is new', async () => {
  expect(await then(['b.txt', 'x: 1'], ['a.yaml', yaml(all, 'two')])).toBe(false)
  expect(await then(['b.yaml', yaml(old, 'one', ['other', 'names', 'here'])], ['a.yaml', yaml(all, 'two')])).toBe(false)
})

test('a file encrypted again under another name is found by its keys, in another store too', async () => {
  expect(await then(['b.yaml', yaml(old, 'one')], ['a.yaml', yaml(all, 'two')])).toBe(true)
  expect(await then(['b.yaml', yaml(old, 'one')], ['a.json', json(all, 'two')])).toBe(true)
  expect(await then(['b.json', json(old, 'one')], ['a.yaml', yaml(all, 'two')])).toBe(true)
})

test('what lay open before is older than its encryption', async () => {
  const open = keys.map((key) => `${key}: word\n`).join('')
  expect(await then(['a.yaml', open], ['a.yaml', yaml(all, 'two')])).toBe(true)
  expect(await then(['plain.env', open.replaceAll(': ', '=')], ['a.yaml', yaml(all, 'two')])).toBe(true)
})

test('a file removed and later added again is compared with what was removed', async () => {
  const repository = fresh()
  repository.stage('a.yaml', yaml(old, 'one'))
  repository.commit('add', day(1))
  repository.git('rm', '-q', 'a.yaml')
  repository.commit('remove', day(2))
  repository.stage('a.yaml', yaml(all, 'two'))
  repository.commit('add again', day(3))
  expect(await isAnew(repository, 'new 1')).toBe(true)
})

test('a value set after the new encryption is dated by itself, and a revert finds the old date again', async () => {
  const repository = fresh()
  repository.stage('a.yaml', yaml(old, 'one'))
  repository.commit('add', day(1))
  repository.stage('a.yaml', yaml(all, 'two'))
  repository.commit('anew', day(2))
  repository.stage('a.yaml', yaml(['set', 'new 2', 'new 3'], 'two'))
  repository.commit('set', day(3))
  repository.stage('a.yaml', yaml(old, 'one'))
  repository.commit('revert', day(4))
  expect([
    await isAnew(repository, 'set'),
    await isAnew(repository, 'new 2'),
    await isAnew(repository, 'old 1'),
  ]).toEqual([false, true, false])
})

test('a merge that took one side is compared with both', async () => {
  const repository = fresh()
  repository.stage('a.yaml', yaml(old, 'one'))
  repository.commit('base', day(1))
  repository.git('checkout', '-q', '-b', 'side')
  repository.stage('a.yaml', yaml(['old 1', 'side', 'old 3'], 'one'))
  repository.commit('side', day(2))
  repository.git('checkout', '-q', 'main')
  repository.stage('a.yaml', yaml(['main', 'old 2', 'old 3'], 'one'))
  repository.commit('main', day(3))
  await repository.tryGit('merge', 'side')
  repository.stage('a.yaml', yaml(all, 'three'))
  repository.commit('merge', day(4))
  expect([await isAnew(repository, 'new 1'), await isAnew(repository, 'main')]).toEqual([true, false])
})
