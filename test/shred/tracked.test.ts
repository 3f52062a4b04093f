import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { builtCli, newRepository, type Run, run, type TestRepository } from '../support/repository.ts'

let repository: TestRepository
let other: TestRepository
beforeEach(() => {
  repository = newRepository()
  other = newRepository()
  repository.stage('a.yaml', 'a: 1\n')
  repository.commit('first')
})
afterEach(() => {
  repository.remove()
  other.remove()
})

const shred = (path: string, env: NodeJS.ProcessEnv = {}, cwd = repository.root): Promise<Run> =>
  repository.leaktight(['shred', '-n1', path], { env, cwd })

const expectRefused = async (asked: Promise<Run>, why: RegExp, path = 'a.yaml'): Promise<void> => {
  const { code, stdout } = await asked
  expect(stdout).toMatch(why)
  expect(code).toBe(2)
  expect(existsSync(join(repository.root, path))).toBe(true)
}

describe('a tracked file is refused', () => {
  it('whatever repository the environment names', async () => {
    await expectRefused(shred('a.yaml', { GIT_DIR: join(other.root, '.git') }), /is tracked by git/)
    const both = { GIT_DIR: join(other.root, '.git'), GIT_WORK_TREE: other.root }
    await expectRefused(shred('a.yaml', both), /is tracked by git/)
  })

  it.each([
    ['GIT_INDEX_FILE', '/nonexistent/index'],
    ['GIT_COMMON_DIR', '/nonexistent'],
    ['GIT_CEILING_DIRECTORIES', 'ROOT'],
    ['GIT_LITERAL_PATHSPECS', '0'],
    ['GIT_ICASE_PATHSPECS', '1'],
  ])('whatever %s says', async (name, value) => {
    mkdirSync(join(repository.root, 'sub'))
    repository.stage('sub/b.yaml', 'b: 1\n')
    const env = { [name]: value === 'ROOT' ? repository.root : value }
    await expectRefused(shred('sub/b.yaml', env), /is tracked by git/, 'sub/b.yaml')
  })

  it('from another folder, and through a link to its own', async () => {
    await expectRefused(shred(join(repository.root, 'a.yaml'), {}, other.root), /is tracked by git/)
    symlinkSync(repository.root, join(other.root, 'link'))
    await expectRefused(shred(join(other.root, 'link/a.yaml'), {}, other.root), /is tracked by git/)
  })

  it('in a worktree and in a repository within another', async () => {
    repository.git('worktree', 'add', '-q', 'tree')
    await expectRefused(shred('tree/a.yaml'), /is tracked by git/, 'tree/a.yaml')
  })

  it('under a name that is not UTF-8', async () => {
    const name = Buffer.concat([Buffer.from(`${repository.root}/[a`), Buffer.from([0xff]), Buffer.from('].yaml')])
    writeFileSync(name, 'a: 1\n')
    repository.git('add', '-A')
    const script = `exec "$0" "$1" shred -n1 "$(printf '[a\\377].yaml')"`
    const { stdout, code } = await run('/bin/sh', ['-c', script, process.execPath, builtCli], {
      cwd: repository.root,
      env: repository.env,
    })
    expect(stdout).toMatch(/is tracked by git/)
    expect(code).toBe(2)
    expect(existsSync(name)).toBe(true)
  })
})

describe('a file is refused where git cannot be asked', () => {
  it('because the repository belongs to somebody else', async () => {
    await expectRefused(shred('a.yaml', { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }), /may be tracked by git.*dubious/)
  })

  it('because git is missing', async () => {
    await expectRefused(shred('a.yaml', { PATH: '/nonexistent' }), /may be tracked by git.*git was not found/)
  })

  it('because the repository is damaged', async () => {
    renameSync(join(repository.root, '.git/HEAD'), join(repository.root, '.git/gone'))
    await expectRefused(shred('a.yaml'), /may be tracked by git.*not a git repository/)
  })
})

describe("git's own files are refused", () => {
  it('in the folder of a repository', async () => {
    await expectRefused(shred('.git/config'), /belongs to a git repository itself/, '.git/config')
    await expectRefused(shred('.git/info/exclude'), /belongs to a git repository itself/, '.git/info/exclude')
  })

  it('in a bare repository', async () => {
    repository.git('clone', '-q', '--bare', '.', 'bare')
    await expectRefused(shred('bare/config'), /belongs to a git repository itself/, 'bare/config')
  })

  it('where a file named .git leads to a repository', async () => {
    repository.git('worktree', 'add', '-q', 'tree')
    await expectRefused(shred('tree/.git'), /belongs to a git repository itself/, 'tree/.git')
  })
})

describe('a file that git does not track is shredded', () => {
  it('in a repository and outside of one', async () => {
    for (const path of [join(repository.root, 'untracked.yaml'), join(repository.home, 'tmp/a.yaml')]) {
      writeFileSync(path, 'a: 1\n')
      const { stdout } = await shred(path, { GIT_DIR: join(other.root, '.git') })
      expect(stdout).toMatch(/1 target: [^\n]* 0 refused, 0 failed/)
      expect(existsSync(path)).toBe(false)
    }
  })

  it('and one that it does with --force, without asking', async () => {
    await repository.leaktight(['shred', '-n1', '--force', 'a.yaml'], { env: { PATH: '/nonexistent' } })
    expect(existsSync(join(repository.root, 'a.yaml'))).toBe(false)
    expect(readFileSync(join(repository.root, '.git/HEAD'), 'utf8')).toContain('ref:')
  })
})
