import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newRepository, run, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
})
afterEach(() => repository.remove())

interface Failure {
  readonly path: string
  readonly reason: string
}

const remedy = /git fetch --refetch --no-filter/

const json = async (cwd: string, ...args: string[]) => {
  const { code, stdout, stderr } = await repository.command([...args, '--format', 'json'], { cwd })
  expect(stderr).toBe('')
  const report = JSON.parse(stdout)
  const paths: string[] = report.findings.map(({ path }: { path: string }) => path)
  const errors: Failure[] = report.errors
  return { code, verdict: report.verdict, paths: [...new Set(paths)], errors }
}

describe('a partial clone', () => {
  let clone: string
  const gitThere = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await run('git', args, { cwd: clone, env: repository.env })
    expect(stderr.replace(/^warning.*$/gm, '').trim()).toBe('')
    expect(code).toBe(0)
  }

  beforeEach(async () => {
    repository.git('config', 'uploadpack.allowFilter', 'true')
    repository.stage('.sops.yaml', 'creation_rules:\n  - path_regex: ^secrets/\n')
    repository.stage('old.txt', 'one\n')
    repository.stage('more.txt', 'one\n')
    repository.commit('first')
    repository.stage('old.txt', 'two\n')
    repository.stage('more.txt', 'three\n')
    repository.stage('keys.yaml', awsPair().yaml)
    repository.commit('second')
    clone = join(repository.home, 'clone')
    const options = ['--quiet', '--filter=blob:none', '--no-checkout']
    repository.git('clone', ...options, `file://${repository.root}`, clone)
    await gitThere('cat-file', 'blob', 'HEAD:keys.yaml')
  })

  it('is told in audit --history, beside what was found', async () => {
    const { code, verdict, paths, errors } = await json(clone, 'audit', '--history')
    expect([code, verdict]).toEqual([2, 'incomplete'])
    expect(paths).toContain('keys.yaml')
    expect(errors.filter(({ path }) => path === '(history)')).toHaveLength(1)
    expect(errors.find(({ path }) => path === '(history)')?.reason).toMatch(remedy)
  })

  it('has ci name each file it lacks, and look at the others', async () => {
    const { code, paths, errors } = await json(clone, 'ci', '--base', 'HEAD~1')
    expect(code).toBe(2)
    expect(paths).toEqual(['keys.yaml'])
    expect(errors.map(({ path }) => path)).toEqual(expect.arrayContaining(['old.txt', 'more.txt']))
    for (const { reason } of errors) expect(reason).toMatch(remedy)
  })

  it('has staged look at what is staged, and say that it does not know the creation rules', async () => {
    await gitThere('read-tree', 'HEAD')
    await gitThere(
      'update-index',
      '--add',
      '--cacheinfo',
      `100644,${repository.git('rev-parse', 'HEAD:keys.yaml').trim()},b.yaml`,
    )
    const { code, paths, errors } = await json(clone, 'staged')
    expect(code).toBe(2)
    expect(paths).toEqual(['b.yaml'])
    expect(errors.some(({ reason }) => /\.sops\.yaml/.test(reason) && remedy.test(reason))).toBe(true)
  })

  it('is whole again after the remedy', async () => {
    await gitThere('fetch', '--quiet', '--refetch', '--no-filter')
    const { code, errors } = await json(clone, 'audit', '--history')
    expect(errors).toEqual([])
    expect(code).toBe(1)
  })
})

it('an object that was lost is told in audit --history, beside what was found', async () => {
  repository.stage('lost.txt', 'soon gone\n')
  repository.commit('first')
  repository.stage('lost.txt', awsPair().yaml)
  repository.commit('second')
  const oid = repository.git('rev-parse', 'HEAD~1:lost.txt').trim()
  rmSync(join(repository.root, '.git/objects', oid.slice(0, 2), oid.slice(2)))
  const { code, verdict, paths, errors } = await json(repository.root, 'audit', '--history')
  expect([code, verdict]).toEqual([2, 'incomplete'])
  expect(paths).toEqual(['lost.txt'])
  expect(errors).toHaveLength(1)
  expect(errors[0]?.reason).toMatch(new RegExp(`^1 object is missing .*${oid}.*git fetch --refetch`))
})

it('a commit that was lost is told in audit --history, beside what was found', async () => {
  repository.stage('a.txt', 'clean\n')
  const lost = repository.commit('first')
  repository.stage('a.txt', awsPair().yaml)
  repository.commit('second')
  rmSync(join(repository.root, '.git/objects', lost.slice(0, 2), lost.slice(2)))
  const { code, paths, errors } = await json(repository.root, 'audit', '--history')
  expect(code).toBe(2)
  expect(paths.length).toBeGreaterThan(0)
  expect(errors.length).toBeGreaterThan(0)
})
