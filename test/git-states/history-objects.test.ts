import { randomBytes } from 'node:crypto'
import { chmodSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
})
afterEach(() => repository.remove())

const audit = async () => {
  const { code, stdout, stderr } = await repository.command(['audit', '--history', '--format', 'json'])
  expect(stderr).toBe('')
  const report = JSON.parse(stdout)
  const paths: string[] = report.findings
    .filter(({ origin }: { origin: { from: string } }) => origin.from !== 'worktree')
    .map(({ path }: { path: string }) => path.replace(/[0-9a-f]{40}/, 'OID'))
  return { code, report, paths: [...new Set(paths)].sort() }
}

describe('objects that are too large to be held', () => {
  const filler = 'a line of text\n'.repeat(100_000)

  it('are read in pieces: blobs, packed and loose, and messages of commits and tags', async () => {
    repository.write('.leaktight.yaml', 'limits:\n  hold-bytes: 1048576\n')
    repository.stage('packed.txt', filler + awsPair(1).yaml)
    repository.write('message.txt', filler + awsPair(2).yaml)
    repository.git('commit', '--quiet', '--file', 'message.txt')
    repository.git('tag', '--annotate', '--file', 'message.txt', 'v1')
    repository.git('repack', '-adq')
    repository.stage('loose.txt', awsPair(3).yaml + filler)
    repository.commit('second')
    repository.git('rm', '--quiet', 'loose.txt', 'packed.txt')
    repository.git('add', '.leaktight.yaml')
    repository.commit('third')
    const { code, report, paths } = await audit()
    expect(report.errors).toEqual([])
    expect(code).toBe(1)
    expect(paths).toEqual(['(commit message OID)', '(tag message OID)', 'loose.txt', 'packed.txt'])
  })

  it('count the same when they are known', async () => {
    repository.write('.leaktight.yaml', 'limits:\n  hold-bytes: 1048576\n')
    repository.stage('large.txt', filler)
    repository.stage('large.bin', Buffer.concat([Buffer.alloc(10), Buffer.from(filler)]))
    repository.commit('first')
    const first = (await audit()).report
    expect((await audit()).report).toEqual(first)
  })
})

it('an object that is damaged is told, and what else was found stays', async () => {
  repository.stage('a.bin', randomBytes(60_000))
  repository.stage('keys.yaml', awsPair().yaml)
  repository.commit('first')
  const oid = repository.git('rev-parse', 'HEAD:a.bin').trim()
  const file = join(repository.root, '.git/objects', oid.slice(0, 2), oid.slice(2))
  chmodSync(file, 0o644)
  truncateSync(file, 30_000)
  const { code, report, paths } = await audit()
  expect([code, report.verdict]).toEqual([2, 'incomplete'])
  expect(paths).toEqual(['keys.yaml'])
  expect(report.errors).toEqual([{ path: `(object ${oid})`, reason: expect.stringMatching(oid) }])
  // Not remembered as clean.
  expect((await audit()).report.errors).toEqual(report.errors)
})

it('what lies in an alternate belongs to the history', async () => {
  repository.stage('keys.yaml', awsPair().yaml)
  repository.commit('first')
  repository.git('rm', '--quiet', 'keys.yaml')
  repository.commit('removed')
  const other = newRepository()
  other.git('clone', '--quiet', '--shared', repository.root, 'clone')
  const { stdout } = await other.leaktight(['audit', '--history', '--format', 'json'], {
    cwd: join(other.root, 'clone'),
  })
  expect(JSON.parse(stdout).findings[0]).toMatchObject({ path: 'keys.yaml', origin: { from: 'commit' } })
  other.remove()
})

it('an object that another one replaces is read as it is', async () => {
  repository.stage('keys.yaml', awsPair().yaml)
  const secret = repository.git('rev-parse', ':keys.yaml').trim()
  repository.commit('first')
  repository.stage('keys.yaml', 'clean\n')
  repository.git('replace', secret, repository.git('rev-parse', ':keys.yaml').trim())
  expect((await audit()).paths).toEqual(['keys.yaml'])
})
