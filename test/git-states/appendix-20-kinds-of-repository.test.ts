import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { newRepository, run, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

const repositories: TestRepository[] = []
const repositoryOf = (...options: string[]): TestRepository => {
  const repository = newRepository(...options)
  repositories.push(repository)
  return repository
}
afterEach(() => {
  for (const repository of repositories.splice(0)) repository.remove()
})

describe('appendix A test 20: kinds of repositories', () => {
  it('a repository of SHA-256 objects is examined, staged, in a range and in history', async () => {
    const repository = repositoryOf('--object-format=sha256')
    repository.stage('a.txt', 'clean\n')
    repository.commit('first')
    repository.stage('a.yaml', awsPair().yaml)
    expect((await repository.leaktight(['staged'])).code).toBe(1)
    repository.commit('second')
    expect((await repository.leaktight(['ci', '--base', 'HEAD~1'])).code).toBe(1)
    repository.git('rm', '--quiet', 'a.yaml')
    repository.commit('third')
    expect((await repository.leaktight(['audit'])).code).toBe(0)
    const { code, stdout } = await repository.leaktight(['audit', '--history', '--format', 'json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout).findings[0].path).toBe('a.yaml')
  })

  it('the index of a linked worktree is the one that is examined there', async () => {
    const repository = repositoryOf()
    repository.stage('a.txt', 'clean\n')
    repository.commit('first')
    const linked = join(repository.home, 'linked')
    repository.git('worktree', 'add', '--quiet', linked)
    repository.stage('a.txt', awsPair().yaml)
    expect((await repository.leaktight(['staged'], { cwd: linked })).code).toBe(0)
    repository.git('-C', linked, 'rm', '--quiet', '--cached', 'a.txt')
    execFileSync('sh', ['-c', 'printf "%s" "$1" > b.yaml && git add b.yaml', 'sh', awsPair(2).yaml], {
      cwd: linked,
      env: repository.env,
    })
    const { code, stdout } = await repository.leaktight(['staged', '--format', 'json'], { cwd: linked })
    expect(code).toBe(1)
    expect(JSON.parse(stdout).findings[0].path).toBe('b.yaml')
  })

  it('in a folder of the repository the whole index is examined, with paths from the top', async () => {
    const repository = repositoryOf()
    repository.stage('a.yaml', awsPair().yaml)
    repository.stage('deep/er/b.txt', 'clean\n')
    const { code, stdout } = await repository.leaktight(['staged', '--format', 'json'], {
      cwd: join(repository.root, 'deep/er'),
    })
    expect(code).toBe(1)
    expect(JSON.parse(stdout).findings[0].path).toBe('a.yaml')
  })

  it('a bare repository has nothing staged, and says so', async () => {
    const repository = repositoryOf('--bare')
    const { code, stderr } = await repository.leaktight(['staged'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/work(ing)? tree/)
  })

  it('a submodule is counted and not read', async () => {
    const inner = repositoryOf()
    inner.stage('a.yaml', awsPair().yaml)
    inner.commit('inner')
    const repository = repositoryOf()
    repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'inner')
    const { code, stdout } = await repository.leaktight(['staged'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/1 submodule/)
  })

  it('the first commit of all is examined', async () => {
    const repository = repositoryOf()
    repository.stage('a.yaml', awsPair().yaml)
    expect((await repository.leaktight(['staged'])).code).toBe(1)
  })

  it('a shallow clone is examined where its commits are enough, and refused where history is needed', async () => {
    const repository = repositoryOf()
    repository.stage('a.yaml', awsPair().yaml)
    repository.commit('first')
    repository.stage('a.yaml', 'clean: true\n')
    repository.commit('second')
    const clone = join(repository.home, 'clone')
    repository.git('clone', '--quiet', '--depth', '1', `file://${repository.root}`, clone)
    expect((await repository.leaktight(['audit'], { cwd: clone })).code).toBe(0)
    const refused = await repository.leaktight(['audit', '--history'], { cwd: clone })
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/shallow.*fetch-depth: 0/)
  })

  it('outside of a repository the message says what to do', async () => {
    const repository = repositoryOf()
    const { code, stderr } = await repository.leaktight(['staged'], { cwd: repository.home })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^leaktight: .*not a git repository.*leaktight scan PATH/)
    expect(stderr).not.toMatch(/\n\s+at /)
  })
})

describe('a push', () => {
  it('appendix A test 19: every ref and commit is examined, whatever the remote has is not', async () => {
    const remote = repositoryOf('--bare')
    const repository = repositoryOf()
    repository.git('remote', 'add', 'origin', remote.root)
    repository.stage('a.txt', 'clean\n')
    repository.commit('first')
    repository.git('push', '--quiet', 'origin', 'main')
    const old = repository.git('rev-parse', 'HEAD').trim()
    repository.git('checkout', '--quiet', '-b', 'one')
    repository.stage('b.txt', 'clean\n')
    const one = repository.commit('one')
    repository.git('checkout', '--quiet', '-b', 'two', 'main')
    repository.stage('c.yaml', awsPair().yaml)
    repository.commit('hidden')
    repository.stage('c.yaml', 'clean: true\n')
    const two = repository.commit('two')
    const zero = '0'.repeat(40)
    const lines = `refs/heads/one ${one} refs/heads/copy ${zero}\n(delete) ${zero} refs/heads/old ${old}\nrefs/heads/two ${two} refs/heads/two ${zero}\n`
    const pushed = await run('git', ['push', '--quiet', 'origin', 'one'], { cwd: repository.root, env: repository.env })
    expect(pushed.code).toBe(0)
    const { code, stdout } = await repository.leaktight(['push', 'origin', remote.root, '--format', 'json'], {
      input: lines,
    })
    expect(code).toBe(1)
    const report = JSON.parse(stdout)
    expect(report.findings.map((finding: { path: string }) => finding.path)).toEqual(['c.yaml', 'c.yaml'])
    // Two files and the messages of their commits.
    expect(report.counts.units).toBe(4)
    expect((await repository.leaktight(['push', 'origin', 'x'], { input: '' })).code).toBe(0)
    expect((await repository.leaktight(['push', 'origin', 'x'], { input: 'nonsense\n' })).code).toBe(2)
  })
})
