import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newRepository, type Run, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository
let clone: string

beforeEach(() => {
  repository = newRepository()
  repository.stage('a.txt', 'clean\n')
  repository.commit('first')
  repository.stage('old.yaml', awsPair().yaml)
  repository.commit('leak')
  repository.git('rm', '--quiet', 'old.yaml')
  repository.commit('removed')
  repository.stage('a.txt', 'still clean\n')
  repository.commit('last')
  clone = join(repository.home, 'clone')
  repository.git('clone', '--quiet', repository.root, clone)
})
afterEach(() => repository.remove())

/** With lines joined that were wrapped. */
const ci = async (env: NodeJS.ProcessEnv = {}, ...args: string[]): Promise<Run> => {
  const result = await repository.command(['ci', ...args], { cwd: clone, env })
  return { ...result, stdout: result.stdout.replace(/\s+/g, ' ') }
}

const inClone = (...args: string[]): string => repository.git('-C', clone, ...args).trim()

const eventFile = (before: string): NodeJS.ProcessEnv => {
  repository.write('../home/event.json', JSON.stringify({ before }))
  return { GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: join(repository.home, 'event.json') }
}

const gone = 'd'.repeat(40)

describe('ci on the default branch', () => {
  it('looks at the whole history when nothing says where the change began', async () => {
    const { code, stdout } = await ci()
    expect(stdout).toContain('old.yaml')
    expect(stdout).toMatch(/every commit up to/)
    expect(code).toBe(1)
  })

  it('does so when the branch is new to the remote', async () => {
    expect((await ci({ CI_COMMIT_BEFORE_SHA: '0'.repeat(40) })).code).toBe(1)
    expect((await ci(eventFile('0'.repeat(40)))).code).toBe(1)
  })

  it('begins at the commit that the event names', async () => {
    const { code, stdout } = await ci(eventFile(inClone('rev-parse', 'HEAD~1')))
    expect(stdout).toMatch(/from GITHUB_EVENT_PATH/)
    expect(code).toBe(0)
  })

  it('looks at the tree alone when the base is said to be the head', async () => {
    expect((await ci({}, '--base', 'HEAD', '--head', 'HEAD')).code).toBe(0)
  })

  it('cannot tell in a shallow clone, and says what to do', async () => {
    const shallow = join(repository.home, 'shallow')
    repository.git('clone', '--quiet', '--depth', '1', `file://${repository.root}`, shallow)
    for (const env of [{}, { CI_COMMIT_BEFORE_SHA: gone }]) {
      const { code, stderr } = await repository.leaktight(['ci'], { cwd: shallow, env })
      expect(code).toBe(2)
      expect(stderr).toMatch(/fetch-depth: 0/)
    }
  })

  it('is judged by its own configuration when it is looked at as a whole', async () => {
    repository.stage('.leaktight.yaml', 'ignore:\n  - paths: ["old.yaml"]\n    reason: a closed account\n')
    repository.commit('configured')
    inClone('pull', '--quiet')
    expect((await ci()).code).toBe(0)
  })
})

describe('ci after a force push, when the commit before it is gone', () => {
  it('begins where the branch left the default branch, and says so', async () => {
    inClone('checkout', '--quiet', '-b', 'side')
    repository.write('../home/clone/new.yaml', awsPair(2).yaml)
    inClone('add', '.')
    inClone('commit', '--quiet', '-m', 'side')
    for (const env of [{ CI_COMMIT_BEFORE_SHA: gone }, eventFile(gone)]) {
      const { code, stdout } = await ci(env)
      expect(code).toBe(1)
      expect(stdout).toContain('new.yaml')
      expect(stdout).not.toContain('old.yaml')
      expect(stdout).toMatch(/from the default branch.*because.*names dddddddddddd/)
    }
  })

  it('looks at the whole history on the default branch, and says so', async () => {
    const { code, stdout } = await ci({ CI_COMMIT_BEFORE_SHA: gone })
    expect(code).toBe(1)
    expect(stdout).toContain('old.yaml')
    expect(stdout).toMatch(/every commit up to.*CI_COMMIT_BEFORE_SHA names dddddddddddd/)
  })

  it('is refused when it is the target of a merge request that is gone', async () => {
    const { code, stderr } = await ci({ CI_MERGE_REQUEST_DIFF_BASE_SHA: gone })
    expect(code).toBe(2)
    expect(stderr).toMatch(/CI_MERGE_REQUEST_DIFF_BASE_SHA.*fetch/)
  })
})
