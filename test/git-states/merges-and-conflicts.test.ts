import { afterEach, beforeEach, expect, it } from 'vitest'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
  repository.stage('a.txt', 'clean\n')
  repository.commit('first')
})
afterEach(() => repository.remove())

const report = async (...args: string[]) =>
  JSON.parse((await repository.leaktight([...args, '--format', 'json'])).stdout)

it.each([
  ['a submodule', '160000'],
  ['a symbolic link', '120000'],
])('a merge is examined where one of its parents holds %s at the path', async (_name, mode) => {
  const start = repository.git('rev-parse', 'HEAD').trim()
  const other = mode === '160000' ? 'c'.repeat(40) : repository.git('rev-parse', 'HEAD:a.txt').trim()
  repository.git('checkout', '--quiet', '-b', 'side')
  repository.git('update-index', '--add', '--cacheinfo', `${mode},${other},p`)
  repository.git('commit', '--quiet', '--no-verify', '-m', 'side')
  repository.git('checkout', '--quiet', '--force', 'main')
  repository.stage('p', 'a file\n')
  repository.commit('main')
  repository.git('update-index', '--add', '--cacheinfo', `100644,${hashOf(awsPair().yaml)},p`)
  const tree = repository.git('write-tree').trim()
  const merge = repository.git('commit-tree', tree, '-p', 'main', '-p', 'side', '-m', 'merge').trim()
  const { findings, errors } = await report('ci', '--base', start, '--head', merge)
  expect(errors).toEqual([])
  expect(findings.map(({ path }: { path: string }) => path)).toEqual(['p', 'p'])
})

const hashOf = (content: string): string => {
  repository.write('loose', content)
  return repository.git('hash-object', '-w', 'loose').trim()
}

it('a file in conflict is examined once', async () => {
  repository.git('checkout', '--quiet', '-b', 'side')
  repository.stage('a.txt', 'side\n')
  repository.commit('side')
  repository.git('checkout', '--quiet', 'main')
  repository.stage('a.txt', 'main\n')
  repository.commit('main')
  await repository.tryGit('merge', 'side')
  expect(repository.git('ls-files', '--unmerged').trim().split('\n')).toHaveLength(3)
  repository.write('a.txt', awsPair().yaml)
  const { findings, counts } = await report('audit')
  expect(counts.units).toBe(1)
  expect(findings).toHaveLength(2)
})
