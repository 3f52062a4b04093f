import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installHook } from '../support/hook.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
  repository.stage('a.txt', 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n')
  repository.commit('first')
})
afterEach(() => repository.remove())

interface Found {
  readonly rule: string
  readonly path: string
  readonly status: string
  readonly origin: { readonly commit?: string; readonly author?: string }
}

const found = async (...args: string[]): Promise<Found[]> =>
  JSON.parse((await repository.leaktight([...args, '--format', 'json'])).stdout).findings

describe('what history holds', () => {
  it('appendix A test 5: a secret added in a rename is found, staged and in history', async () => {
    repository.git('mv', 'a.txt', 'b.txt')
    repository.stage('b.txt', `one\ntwo\nthree\nfour\nfive\nsix\nseven\n${awsPair().yaml}`)
    expect((await found('staged')).map(({ path, status }) => `${path} ${status}`)).toContain('b.txt open')
    const commit = repository.commit('renamed')
    repository.git('rm', '--quiet', 'b.txt')
    repository.commit('removed')
    const [first] = await found('audit', '--history')
    expect(first).toMatchObject({ path: 'b.txt', origin: { commit, author: 'Tester' } })
  })

  it('appendix A test 6: a secret that only a merge resolution brought is found', async () => {
    repository.git('checkout', '--quiet', '-b', 'side')
    repository.stage('a.txt', 'side\n')
    repository.commit('side')
    repository.git('checkout', '--quiet', 'main')
    repository.stage('a.txt', 'main\n')
    repository.commit('main')
    await repository.tryGit('merge', 'side')
    repository.stage('a.txt', awsPair().yaml)
    expect(await found('staged')).not.toEqual([])
    const merge = repository.commit('merge')
    repository.stage('a.txt', 'clean\n')
    repository.commit('clean')
    const inHistory = await found('audit', '--history')
    expect(inHistory[0]).toMatchObject({ path: 'a.txt', origin: { commit: merge } })
    const inRange = await found('ci', '--base', 'HEAD~2')
    expect(inRange[0]).toMatchObject({ path: 'a.txt', origin: { commit: merge } })
  })

  it('a merge is not asked about what its parents brought', async () => {
    repository.git('checkout', '--quiet', '-b', 'side')
    repository.stage('b.txt', awsPair().yaml)
    repository.commit('side')
    repository.git('checkout', '--quiet', 'main')
    repository.stage('a.txt', 'main\n')
    repository.commit('main')
    await repository.tryGit('merge', '--no-commit', '--no-ff', 'side')
    expect(repository.git('diff', '--cached', '--name-only')).toContain('b.txt')
    expect(await found('staged')).toEqual([])
  })

  it('a merge that git commits by itself is asked about the same in pre-merge-commit', async () => {
    repository.git('checkout', '--quiet', '-b', 'side')
    repository.stage('b.txt', awsPair().yaml)
    repository.commit('side')
    repository.git('checkout', '--quiet', 'main')
    repository.stage('c.txt', 'main\n')
    repository.commit('main')
    installHook(repository, 'pre-merge-commit')
    const merged = await repository.tryGit('merge', '--no-edit', '--no-ff', 'side')
    expect(merged.stdout + merged.stderr).toMatch(/leaktight staged: clean/)
    expect(merged.code).toBe(0)
  })

  it('appendix A test 7: a secret in a file that took the place of a symbolic link is found', async () => {
    symlinkSync('a.txt', join(repository.root, 'link'))
    repository.git('add', 'link')
    repository.commit('link')
    rmSync(join(repository.root, 'link'))
    repository.stage('link', awsPair().yaml)
    expect(await found('staged')).not.toEqual([])
    repository.commit('file')
    repository.git('rm', '--quiet', 'link')
    repository.commit('removed')
    expect((await found('audit', '--history'))[0]).toMatchObject({ path: 'link' })
  })

  it('a secret in a stash, in an amended commit and in a blob that never was committed is found', async () => {
    repository.stage('a.txt', awsPair(1).yaml)
    repository.git('stash')
    repository.stage('a.txt', awsPair(2).yaml)
    repository.commit('to be amended')
    repository.stage('a.txt', 'clean\n')
    repository.git('commit', '--quiet', '--amend', '--no-verify', '-m', 'amended')
    repository.stage('a.txt', awsPair(3).yaml)
    repository.stage('a.txt', 'clean\n')
    const paths = (await found('audit', '--history')).map(({ path }) => path.replace(/[0-9a-f]{40}/, 'OID'))
    expect(paths.filter((path) => path === 'a.txt')).toHaveLength(4)
    expect(paths.filter((path) => path === '(dangling blob OID)')).toHaveLength(2)
  })
})
