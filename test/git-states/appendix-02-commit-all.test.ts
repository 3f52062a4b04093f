import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installHook } from '../support/hook.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
  repository.stage('a.yaml', 'region: eu\n')
  repository.stage('b.yaml', 'region: us\n')
  repository.commit('first')
  installHook(repository)
})
afterEach(() => repository.remove())

const head = (): string => repository.git('rev-list', '--count', 'HEAD').trim()

describe('appendix A test 2: every way to commit passes the hook', () => {
  it('a secret staged by commit -a is found', async () => {
    repository.write('a.yaml', awsPair().yaml)
    const { code, stdout, stderr } = await repository.tryGit('commit', '-am', 'all')
    expect(code).toBe(1)
    expect(stdout + stderr).toMatch(/a\.yaml/)
    expect(head()).toBe('1')
  })

  it('a secret committed by its path is found, and what else is staged is not looked at', async () => {
    repository.write('a.yaml', awsPair().yaml)
    repository.stage('b.yaml', 'region: ap\n')
    const { code, stdout, stderr } = await repository.tryGit('commit', '-m', 'path', 'a.yaml')
    expect(code).toBe(1)
    expect(stdout + stderr).toMatch(/a\.yaml/)
    repository.git('checkout', '--quiet', 'HEAD', 'a.yaml')
    repository.stage('b.yaml', awsPair().yaml)
    repository.write('a.yaml', 'region: sa\n')
    expect((await repository.tryGit('commit', '-m', 'path', 'a.yaml')).code).toBe(0)
  })

  it('a secret amended into the last commit is found', async () => {
    repository.stage('a.yaml', awsPair().yaml)
    expect((await repository.tryGit('commit', '--amend', '--no-edit')).code).toBe(1)
  })

  it('a plain commit is blocked, told how to mend it, and goes through afterwards', async () => {
    const { secret, yaml } = awsPair()
    repository.stage('secrets/aws.yaml', yaml)
    const blocked = await repository.tryGit('commit', '-m', 'plain')
    const said = blocked.stdout + blocked.stderr
    expect(blocked.code).toBe(1)
    expect(said).toContain('secrets/aws.yaml')
    expect(said).toMatch(/\b2:\d+/)
    expect(said).toContain('****')
    expect(said).not.toContain(secret)
    expect(said).toMatch(/[Rr]evoke|[Dd]eactivate/)
    expect(said).toContain('git gc --prune=now')
    repository.stage('secrets/aws.yaml', 'aws_region: eu-central-1\n')
    expect((await repository.tryGit('commit', '-m', 'plain')).code).toBe(0)
    expect(head()).toBe('2')
  })
})
