import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newRepository, type Run, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

const zero = '0'.repeat(40)

let repository: TestRepository
let remote: TestRepository

beforeEach(() => {
  repository = newRepository()
  remote = newRepository('--bare')
  repository.git('remote', 'add', 'origin', remote.root)
  repository.stage('a.txt', 'clean\n')
  repository.commit('first')
  repository.git('push', '--quiet', 'origin', 'main')
})
afterEach(() => {
  repository.remove()
  remote.remove()
})

const oidOf = (revision: string): string => repository.git('rev-parse', revision).trim()

/** A line as git gives it for a ref that the remote does not have. */
const newRef = (ref: string): string => `${ref} ${oidOf(ref)} ${ref} ${zero}\n`

const push = async (...lines: string[]): Promise<Run> =>
  repository.leaktight(['push', 'origin', remote.root, '--format', 'json'], { input: lines.join('') })

const pathsIn = ({ stdout }: Run): string[] => [
  ...new Set<string>(JSON.parse(stdout).findings.map(({ path }: { path: string }) => path)),
]

const blobOf = (content: string): string => {
  repository.write('loose', content)
  const oid = repository.git('hash-object', '-w', 'loose').trim()
  rmSync(join(repository.root, 'loose'))
  return oid
}

describe('what a tag brings to a push', () => {
  it('the blob that it names is examined', async () => {
    const blob = blobOf(awsPair().yaml)
    repository.git('tag', 'note', blob)
    const result = await push(newRef('refs/tags/note'))
    expect(result.code).toBe(1)
    expect(pathsIn(result)).toEqual([`(blob ${blob})`])
  })

  it('the files of the tree that it names are examined, behind tags of tags too', async () => {
    repository.stage('deep/keys.yaml', awsPair().yaml)
    const tree = repository.git('write-tree').trim()
    repository.git('reset', '--quiet', '--hard')
    repository.git('tag', '-a', 'inner', tree, '-m', 'a tree')
    repository.git('tag', '-a', 'outer', 'inner', '-m', 'a tag')
    const result = await push(newRef('refs/tags/outer'))
    expect(result.code).toBe(1)
    expect(pathsIn(result)).toEqual(['deep/keys.yaml'])
  })

  it('its message is examined, also when the remote has the commit', async () => {
    repository.git('tag', '-a', 'v1', '-m', `to try it out: ${awsPair().id}`)
    const result = await push(newRef('refs/tags/v1'))
    expect(result.code).toBe(1)
    expect(pathsIn(result)).toEqual([`(tag message ${oidOf('refs/tags/v1')})`])
  })
})

it('the messages of the commits that are pushed are examined, and those of ci', async () => {
  repository.stage('a.txt', 'changed\n')
  const leaky = repository.commit(`log in with ${awsPair().id}`)
  repository.stage('a.txt', 'changed again\n')
  repository.commit('later')
  const result = await push(newRef('refs/heads/main'))
  expect(result.code).toBe(1)
  expect(pathsIn(result)).toEqual([`(commit message ${leaky})`])
  const inCi = await repository.leaktight(['ci', '--base', 'HEAD~2', '--format', 'json'])
  expect(inCi.code).toBe(1)
  expect(pathsIn(inCi)).toEqual([`(commit message ${leaky})`])
})

describe('which files must be encrypted', () => {
  const rules = 'creation_rules:\n  - path_regex: ^secrets/\n'

  it('is said by the ref that is pushed and not by another one', async () => {
    repository.git('checkout', '--quiet', '-b', 'one')
    repository.stage('one.txt', 'clean\n')
    repository.commit('one')
    repository.git('checkout', '--quiet', '-b', 'two', 'main')
    repository.stage('.sops.yaml', rules)
    repository.stage('secrets/a.yaml', 'user: alice\n')
    repository.commit('two')
    const result = await push(newRef('refs/heads/one'), newRef('refs/heads/two'))
    expect(result.code).toBe(1)
    expect(pathsIn(result)).toEqual(['secrets/a.yaml'])
  })

  it('is not said by a ref of the files of another one', async () => {
    repository.git('checkout', '--quiet', '-b', 'strict')
    repository.stage('.sops.yaml', rules)
    repository.commit('strict')
    repository.git('checkout', '--quiet', '-b', 'loose', 'main')
    repository.stage('secrets/a.yaml', 'user: alice\n')
    repository.commit('loose')
    expect((await push(newRef('refs/heads/strict'), newRef('refs/heads/loose'))).code).toBe(0)
  })

  it('is said by each of the refs that share a commit, and a finding is told once', async () => {
    repository.git('checkout', '--quiet', '-b', 'one')
    repository.stage('secrets/a.yaml', `user: alice\n${awsPair().yaml}`)
    repository.commit('shared')
    repository.git('checkout', '--quiet', '-b', 'two')
    repository.stage('.sops.yaml', rules)
    repository.commit('two')
    const { code, stdout } = await push(newRef('refs/heads/one'), newRef('refs/heads/two'))
    expect(code).toBe(1)
    const found: string[] = JSON.parse(stdout).findings.map(({ rule }: { rule: string }) => rule)
    expect(found.sort()).toEqual(['aws-access-key-id', 'aws-secret-access-key', 'sops-plain-required'])
  })
})

describe('what the remote is believed to have', () => {
  beforeEach(() => {
    repository.stage('keys.yaml', awsPair().yaml)
    repository.commit('leak')
  })

  it('is what a tracking branch says as long as git agrees', async () => {
    repository.git('push', '--quiet', 'origin', 'main')
    const leak = oidOf('HEAD')
    repository.stage('a.txt', 'more\n')
    repository.commit('more')
    const result = await push(`refs/heads/main ${oidOf('HEAD')} refs/heads/main ${leak}\n`)
    expect(result.code).toBe(0)
  })

  it.each([
    ['was purged by a push from elsewhere', 'f'.repeat(40)],
    ['was deleted', zero],
    ['stands at an older commit that is known here', 'HEAD~1'],
  ])('is not what a tracking branch says when the branch %s', async (_name, revision) => {
    repository.git('push', '--quiet', 'origin', 'main')
    repository.git('remote', 'set-head', 'origin', 'main')
    const there = revision.startsWith('HEAD') ? oidOf(revision) : revision
    const result = await push(`refs/heads/main ${oidOf('HEAD')} refs/heads/main ${there}\n`)
    expect(result.code).toBe(1)
    expect(pathsIn(result)).toEqual(['keys.yaml'])
  })

  it('is not what a remote of a longer name has', async () => {
    const fork = newRepository('--bare')
    repository.git('remote', 'add', 'origin/fork', fork.root)
    repository.git('push', '--quiet', 'origin/fork', 'main')
    const result = await push(newRef('refs/heads/main'))
    fork.remove()
    expect(result.code).toBe(1)
    expect(pathsIn(result)).toEqual(['keys.yaml'])
  })
})

it('a ref line whose local side holds spaces is read', async () => {
  repository.stage('keys.yaml', awsPair().yaml)
  repository.commit('fix me')
  const result = await push(`HEAD^{/fix me} ${oidOf('HEAD')} refs/heads/main ${oidOf('HEAD~1')}\n`)
  expect(result.code).toBe(1)
  expect(pathsIn(result)).toEqual(['keys.yaml'])
})

it('an object that is not here is no clean push', async () => {
  const result = await push(`refs/tags/gone ${'e'.repeat(40)} refs/tags/gone ${zero}\n`)
  expect(result.code).toBe(2)
})
