import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { builtCli, newRepository, run, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
  repository.stage('a.txt', 'clean\n')
  repository.commit('first')
})
afterEach(() => repository.remove())

describe('a repository of another owner', () => {
  // What git's own tests set, so that nobody has to be root.
  const foreign = { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }
  const trusted = { ...foreign, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' }

  it.each([['staged'], ['ci'], ['audit']])("is refused by %s with git's own remedy", async (verb) => {
    const { code, stderr } = await repository.leaktight([verb], { env: foreign })
    expect(code).toBe(2)
    expect(stderr).toMatch(/dubious ownership.*git config --global --add safe\.directory \S+/)
    expect(stderr).not.toMatch(/leaktight scan/)
  })

  it('is examined when the environment trusts it', async () => {
    repository.stage('keys.yaml', awsPair().yaml)
    const head = repository.commit('leak')
    if (process.getuid?.() === 0) execFileSync('chown', ['-R', '12345', repository.root])
    expect((await repository.leaktight(['ci', '--base', 'HEAD~1'], { env: trusted })).code).toBe(1)
    const line = `refs/heads/main ${head} refs/heads/main ${'0'.repeat(40)}\n`
    const pushed = await repository.leaktight(['push', 'origin'], { env: trusted, input: line })
    expect(pushed.code).toBe(1)
  })
})

it('variables for people (pagers, editors, languages) change nothing', async () => {
  const env = {
    EDITOR: 'vi',
    PAGER: 'less',
    GIT_EDITOR: 'vi',
    GIT_PAGER: 'less',
    GIT_SSH_COMMAND: 'ssh',
    LC_ALL: 'de_DE',
  }
  const { code, stderr } = await repository.leaktight(['ci', '--base', 'nowhere'], { env })
  expect(code).toBe(2)
  expect(stderr).toMatch(/--base nowhere: there is no such commit/)
})

it('a hook that changes to a folder of a linked worktree is judged by the policy at the top', async () => {
  repository.stage('.leaktight.yaml', 'ignore:\n  - paths: [keys.yaml]\n    reason: a closed account\n')
  repository.stage('sub/a.txt', 'clean\n')
  repository.commit('policy')
  const hook = join(repository.root, '.git/hooks/pre-commit')
  writeFileSync(hook, `#!/bin/sh\ncd sub && exec '${process.execPath}' '${builtCli}' staged\n`)
  chmodSync(hook, 0o755)
  const linked = join(repository.home, 'linked')
  repository.git('worktree', 'add', '--quiet', linked)
  writeFileSync(join(linked, 'keys.yaml'), awsPair().yaml)
  await run('git', ['add', 'keys.yaml'], { cwd: linked, env: repository.env })
  const { code, stdout, stderr } = await run('git', ['commit', '-m', 'keys'], { cwd: linked, env: repository.env })
  expect(stdout + stderr).toContain('clean')
  expect(code).toBe(0)
})
