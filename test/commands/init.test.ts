import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { initCommand } from '../../src/commands/init.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'

let repository: TestRepository
beforeEach(() => {
  repository = newRepository()
})
afterEach(() => repository.remove())

const at = (...parts: string[]): string => join(repository.root, ...parts)
const read = (...parts: string[]): string => readFileSync(at(...parts), 'utf8')
const executable = (file: string): boolean => (statSync(file).mode & 0o111) !== 0
const init = (more: Partial<Parameters<typeof initCommand>[0]> = {}) =>
  initCommand({ cwd: repository.root, env: repository.env, dryRun: false, ...more })

const script = (file: string, text: string, mode = 0o755): void => {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  chmodSync(file, mode)
}

/** A leaktight that writes down how it was called, and ends with the status that the file `status` names. */
const install = (folder = at('node_modules', '.bin')): void =>
  script(
    join(folder, 'leaktight'),
    `#!/bin/sh
{ echo "called $*"; if [ "$1" = push ]; then cat; fi; } >> "$HOME/calls"
exit "$(cat "$HOME/status" 2>/dev/null || echo 0)"
`,
  )

const calls = (): string => {
  const file = join(repository.home, 'calls')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
const whereIs = (name: string): string => execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()

/** A PATH with git and a shell, and without node. */
const barePath = (): string => {
  const folder = join(repository.home, 'bare')
  mkdirSync(folder)
  for (const name of ['git', 'sh', 'cat']) symlinkSync(whereIs(name), join(folder, name))
  return folder
}

const failFromNow = (): void => writeFileSync(join(repository.home, 'status'), '1')
const commit = () => repository.tryGit('commit', '--allow-empty', '-m', 'x')

const promise = `Commits, merges and pushes in this repository are checked from now on.
What cherry-pick, revert and rebase commit is checked when it is pushed: git runs no pre-commit hook for them.
`

describe('in a plain repository', () => {
  test('the hooks and a configuration are created', async () => {
    expect(await init()).toEqual({
      text: `.git/hooks/pre-commit: created
.git/hooks/pre-merge-commit: created
.git/hooks/pre-push: created
.leaktight.yaml: created
${promise}`,
      exitCode: 0,
    })
    for (const hook of ['pre-commit', 'pre-merge-commit', 'pre-push']) {
      expect(executable(at('.git/hooks', hook)), hook).toBe(true)
    }
  })

  test('from a subfolder it is the same', async () => {
    mkdirSync(at('deep/er'), { recursive: true })
    expect((await init({ cwd: at('deep/er') })).text).toContain('.git/hooks/pre-commit: created')
    expect(existsSync(at('.leaktight.yaml'))).toBe(true)
  })

  test('a second time nothing changes', async () => {
    await init()
    const before = [read('.git/hooks/pre-commit'), read('.git/hooks/pre-push'), read('.leaktight.yaml')]
    const { text } = await init()
    expect(text).toContain('.git/hooks/pre-push: already there, unchanged')
    expect([read('.git/hooks/pre-commit'), read('.git/hooks/pre-push'), read('.leaktight.yaml')]).toEqual(before)
  })

  test('a dry run writes nothing', async () => {
    const { text } = await init({ dryRun: true })
    expect(text).toContain('.git/hooks/pre-commit: created\n')
    expect(text).toContain('Nothing was written (--dry-run).')
    expect([existsSync(at('.git/hooks/pre-commit')), existsSync(at('.leaktight.yaml'))]).toEqual([false, false])
  })

  test('a configuration that is there is kept', async () => {
    repository.write('.leaktight.yaml', 'fail-on: high\n')
    expect((await init()).text).toContain('.leaktight.yaml: already there, unchanged')
    expect(read('.leaktight.yaml')).toBe('fail-on: high\n')
  })

  test('outside of a repository it says so', async () => {
    await expect(init({ cwd: repository.home })).rejects.toThrow('not a git repository')
  })
})

describe('the hook when git runs it', () => {
  test('calls leaktight staged, and a failure stops the commit', async () => {
    install()
    await init()
    expect((await commit()).code).toBe(0)
    expect(calls()).toBe('called staged\n')
    failFromNow()
    expect((await commit()).code).not.toBe(0)
    expect(repository.git('rev-list', '--count', 'HEAD').trim()).toBe('1')
  })

  test('a merge that commits itself is checked too, and a failure stops it', async () => {
    repository.stage('start', '')
    repository.commit('start')
    repository.git('checkout', '--quiet', '-b', 'side')
    repository.stage('a', 'a')
    repository.commit('one')
    repository.git('checkout', '--quiet', 'main')
    repository.stage('b', 'b')
    repository.commit('two')
    install()
    await init()
    failFromNow()
    expect((await repository.tryGit('merge', '--no-edit', 'side')).code).not.toBe(0)
    expect(calls()).toBe('called staged\n')
    expect(repository.git('rev-list', '--count', 'HEAD').trim()).toBe('2')
  })

  test('without leaktight nothing is committed, and why is said', async () => {
    await init()
    const { status, stderr } = spawnSync('git', ['commit', '--allow-empty', '-m', 'x'], {
      cwd: repository.root,
      env: { ...repository.env, PATH: barePath() },
      encoding: 'utf8',
    })
    expect(status).not.toBe(0)
    expect(stderr).toBe(
      'leaktight was not found, so nothing was checked. Run "npm install", or put leaktight on PATH.\n',
    )
  })

  test('leaktight on PATH is used where node_modules has none', async () => {
    install(join(repository.home, 'bin'))
    await init()
    const env = { ...repository.env, PATH: `${join(repository.home, 'bin')}:${repository.env.PATH}` }
    execFileSync('git', ['commit', '--quiet', '--allow-empty', '-m', 'x'], { cwd: repository.root, env })
    expect(calls()).toBe('called staged\n')
  })

  test('node is found where a graphical client has not the PATH of a shell', async () => {
    install()
    await init()
    script(join(repository.home, '.volta/bin/node'), '#!/bin/sh\nexit 0\n')
    script(at('node_modules/.bin/leaktight'), '#!/bin/sh\ncommand -v node > "$HOME/calls"\n')
    execFileSync('git', ['commit', '--quiet', '--allow-empty', '-m', 'x'], {
      cwd: repository.root,
      env: { ...repository.env, PATH: barePath() },
    })
    expect(calls()).toMatch(/node\n$/)
  })

  test('pre-push passes the remote and every ref line, and what follows in the hook reads them too', async () => {
    install()
    script(at('.git/hooks/pre-push'), '#!/bin/sh\n{ echo "rest $*"; cat; } >> "$HOME/calls"\n')
    await init()
    const remote = join(repository.home, 'remote.git')
    execFileSync('git', ['init', '--quiet', '--bare', remote], { env: repository.env })
    repository.stage('a', 'a')
    const oid = repository.commit('one')
    repository.git('branch', 'second')
    repository.git('push', '--quiet', remote, 'main', 'second')
    const zero = '0'.repeat(40)
    const refs = `refs/heads/main ${oid} refs/heads/main ${zero}\nrefs/heads/second ${oid} refs/heads/second ${zero}\n`
    expect(calls()).toBe(`called push ${remote} ${remote}\n${refs}rest ${remote} ${remote}\n${refs}`)
  })

  test('a push of nothing hands on an empty input', async () => {
    install()
    script(at('.git/hooks/pre-push'), '#!/bin/sh\ncat > "$HOME/rest"\n')
    await init()
    execFileSync(at('.git/hooks/pre-push'), ['r', 'u'], { cwd: repository.root, env: repository.env, input: '' })
    expect([calls(), readFileSync(join(repository.home, 'rest'), 'utf8')]).toEqual(['called push r u\n', ''])
  })

  test('a failure stops the push', async () => {
    install()
    await init()
    failFromNow()
    const remote = join(repository.home, 'remote.git')
    execFileSync('git', ['init', '--quiet', '--bare', remote], { env: repository.env })
    repository.stage('a', 'a')
    repository.commit('one')
    expect((await repository.tryGit('push', remote, 'main')).code).not.toBe(0)
    expect(execFileSync('git', ['-C', remote, 'for-each-ref'], { env: repository.env, encoding: 'utf8' })).toBe('')
  })
})

describe('a hook that is there', () => {
  test.each([
    ['ends in exec', '#!/bin/sh\nexec sh -c "echo rest >> $HOME/calls"\n'],
    ['ends in exit', '#!/usr/bin/env bash\nset -eu\necho rest >> "$HOME/calls"\nexit 0\n'],
    ['has no first line', 'echo rest >> "$HOME/calls"\n'],
    ['has no line break at its end', '#!/bin/sh\necho rest >> "$HOME/calls"'],
  ])('that %s: leaktight runs first, the rest after it', async (_name, text) => {
    install()
    script(at('.git/hooks/pre-commit'), text)
    expect((await init()).text).toContain('.git/hooks/pre-commit: added before what was there')
    await commit()
    expect(calls()).toBe('called staged\nrest\n')
    failFromNow()
    expect((await commit()).code).not.toBe(0)
    expect(calls()).toBe('called staged\nrest\ncalled staged\n')
  })

  test('keeps every byte of its own', async () => {
    const own = Buffer.from([0x23, 0x21, 0x2f, 0x62, 0x69, 0x6e, 0x2f, 0x73, 0x68, 0x0a, 0x23, 0xff, 0xc3, 0xa9, 0x0a])
    script(at('.git/hooks/pre-commit'), '')
    writeFileSync(at('.git/hooks/pre-commit'), own)
    await init()
    const now = readFileSync(at('.git/hooks/pre-commit'))
    expect(now.subarray(0, 10)).toEqual(own.subarray(0, 10))
    expect(now.subarray(-5)).toEqual(own.subarray(-5))
  })

  test('that is not executable becomes so, for those who may read it', async () => {
    script(at('.git/hooks/pre-commit'), '#!/bin/sh\n', 0o640)
    await init()
    expect(statSync(at('.git/hooks/pre-commit')).mode & 0o777).toBe(0o750)
  })

  test('with an older block of ours has it replaced in place', async () => {
    await init()
    const fresh = read('.git/hooks/pre-commit')
    script(
      at('.git/hooks/pre-commit'),
      `${fresh.replace('leaktight_check staged', 'leaktight_check older')}echo rest\n`,
    )
    expect((await init()).text).toContain('.git/hooks/pre-commit: brought up to date')
    expect(read('.git/hooks/pre-commit')).toBe(`${fresh}echo rest\n`)
  })

  test.each([
    ['#!/usr/bin/env python3\nprint(1)\n', 'it is not a POSIX shell script (#!/usr/bin/env python3)'],
    ['#!/usr/bin/env node\n', 'it is not a POSIX shell script (#!/usr/bin/env node)'],
    ['\u007fELF\0\0', 'it is a program, not a shell script'],
  ])('that is no shell script (%j) is not touched, and what to do is said', async (text, why) => {
    script(at('.git/hooks/pre-push'), text)
    const result = await init()
    expect(result.exitCode).toBe(2)
    expect(result.text).toBe(`.git/hooks/pre-commit: created
.git/hooks/pre-merge-commit: created
.git/hooks/pre-push: not touched
  ${why}.
  Let it run leaktight push "$@", with its standard input first, and stop when that fails.
.leaktight.yaml: created
Not every commit and push is checked yet: see above.
`)
    expect(read('.git/hooks/pre-push')).toBe(text)
  })

  test('that is a symbolic link is not touched', async () => {
    repository.write('scripts/hook.sh', '#!/bin/sh\n')
    symlinkSync('../../scripts/hook.sh', at('.git/hooks/pre-commit'))
    const result = await init()
    expect(result.text).toContain('it is a symbolic link, and its target may serve others too')
    expect([result.exitCode, read('scripts/hook.sh')]).toEqual([2, '#!/bin/sh\n'])
  })
})

describe('where the hooks stand', () => {
  test('core.hooksPath relative to the top of the working tree', async () => {
    repository.git('config', 'core.hooksPath', 'tools/hooks')
    install()
    mkdirSync(at('sub'))
    expect((await init({ cwd: at('sub') })).text).toContain('tools/hooks/pre-commit: created')
    await commit()
    expect(calls()).toBe('called staged\n')
    expect(existsSync(at('.git/hooks/pre-commit'))).toBe(false)
  })

  test('core.hooksPath as an absolute path or in the home folder', async () => {
    const own = join(repository.home, 'my hooks')
    repository.git('config', 'core.hooksPath', '~/my hooks')
    install()
    expect((await init()).text).toContain(`${join(own, 'pre-commit')}: created`)
    await commit()
    expect(calls()).toBe('called staged\n')
  })

  test.each(['/dev/null', 'hooks-file', '/dev/null/below'])(
    'core.hooksPath %s: no folder, said in a sentence',
    async (value) => {
      repository.write('hooks-file', '')
      repository.git('config', 'core.hooksPath', value)
      const { code, stderr } = await repository.leaktight(['init'])
      expect(code).toBe(2)
      expect(stderr).toMatch(/^leaktight: [^\n]*\n$/)
      expect(stderr).toMatch(/is not a folder.*git config --local --unset core\.hooksPath|ENOTDIR/)
      expect(existsSync(at('.leaktight.yaml'))).toBe(false)
    },
  )

  test('core.hooksPath of every repository is refused', async () => {
    repository.git('config', '--global', 'core.hooksPath', join(repository.home, 'shared'))
    await expect(init()).rejects.toThrow('leaktight does not edit hooks that all repositories share')
    expect(existsSync(join(repository.home, 'shared'))).toBe(false)
  })

  test('a linked worktree shares the hooks, and finds leaktight of the main one', async () => {
    install()
    repository.stage('a', 'a')
    repository.commit('one')
    const linked = join(repository.home, 'linked')
    repository.git('worktree', 'add', '--quiet', linked)
    expect((await init({ cwd: linked })).text).toContain(`${at('.git/hooks/pre-commit')}: created`)
    expect(existsSync(join(linked, '.leaktight.yaml'))).toBe(true)
    execFileSync('git', ['commit', '--quiet', '--allow-empty', '-m', 'x'], { cwd: linked, env: repository.env })
    expect(calls()).toBe('called staged\n')
  })
})

describe('with husky', () => {
  const husky = (): void => {
    repository.git('config', 'core.hooksPath', '.husky/_')
    for (const hook of ['pre-commit', 'pre-merge-commit', 'pre-push']) {
      script(at('.husky/_', hook), '#!/usr/bin/env sh\n. "$(dirname "$0")/h"\n')
    }
    script(
      at('.husky/_/h'),
      'n=$(basename "$0")\ns=$(dirname "$(dirname "$0")")/$n\n[ -f "$s" ] || exit 0\nsh -e "$s" "$@"\nexit $?\n',
    )
  }

  test('the hooks people write are extended, not those husky makes', async () => {
    husky()
    install()
    repository.write('.husky/pre-commit', 'echo rest >> "$HOME/calls"\n')
    const made = read('.husky/_/pre-commit')
    expect((await init()).text).toBe(`.husky/pre-commit: added before what was there
.husky/pre-merge-commit: created
.husky/pre-push: created
.leaktight.yaml: created
${promise}`)
    await commit()
    expect(calls()).toBe('called staged\nrest\n')
    expect(read('.husky/_/pre-commit')).toBe(made)
    expect(executable(at('.husky/pre-commit'))).toBe(false)
  })

  const idle = `git runs the hooks in .husky/_, and pre-commit, pre-merge-commit, pre-push cannot be run there: not everything is checked yet.
Run npx husky (npm ci does, where husky is the prepare script), in every linked worktree too.
`

  test('before its own folder is made nothing is promised', async () => {
    repository.git('config', 'core.hooksPath', '.husky/_')
    expect((await init()).text).toContain(idle)
    husky()
    expect((await init()).text).toContain(promise)
  })

  test('in a linked worktree without that folder nothing is promised', async () => {
    husky()
    repository.stage('a', 'a')
    repository.commit('one')
    const linked = join(repository.home, 'linked')
    repository.git('worktree', 'add', '--quiet', linked)
    expect((await init({ cwd: linked })).text).toContain(idle)
  })

  test('a hook of its own folder that is not executable is named', async () => {
    husky()
    chmodSync(at('.husky/_/pre-push'), 0o644)
    expect((await init()).text).toContain('and pre-push cannot be run there')
  })

  test('of version 8, whose hooks git runs itself, makes them executable', async () => {
    repository.git('config', 'core.hooksPath', '.husky')
    script(at('.husky/pre-commit'), '#!/bin/sh\n', 0o644)
    expect((await init()).text).toContain(promise)
    expect(executable(at('.husky/pre-commit'))).toBe(true)
  })

  test('a second time nothing changes', async () => {
    husky()
    await init()
    const before = [read('.husky/pre-commit'), read('.husky/pre-push')]
    await init()
    expect([read('.husky/pre-commit'), read('.husky/pre-push')]).toEqual(before)
  })

  test('of version 8, which starts the hook a second time, leaktight runs once', async () => {
    const start = '#!/bin/sh\n. "$(dirname "$0")/_/husky.sh"\n\n'
    repository.write('.husky/pre-commit', `${start}npm test\n`)
    await init()
    expect(read('.husky/pre-commit')).toMatch(
      /^#!\/bin\/sh\n\. "\$\(dirname "\$0"\)\/_\/husky\.sh"\n# >>> leaktight >>>/,
    )
    expect(read('.husky/pre-commit')).toMatch(/# <<< leaktight <<<\n\nnpm test\n$/)
  })

  test('in package.json alone: its folder is made, and how to switch it on is said', async () => {
    repository.write('package.json', '{ "devDependencies": { "husky": "^9.0.0" } }')
    expect((await init()).text).toBe(`.husky/pre-commit: created
.husky/pre-merge-commit: created
.husky/pre-push: created
.leaktight.yaml: created
git does not run the hooks of husky yet: run npx husky.
`)
  })

  test('the choice of git hooks is refused where git runs those of husky', async () => {
    husky()
    await expect(init({ hooks: 'git' })).rejects.toThrow("so git runs husky's hooks: use --hooks husky")
  })

  test('the choice of git hooks holds where husky is not in use', async () => {
    mkdirSync(at('.husky'))
    expect((await init({ hooks: 'git' })).text).toContain('.git/hooks/pre-commit: created')
    rmSync(at('.git/hooks/pre-commit'))
    expect((await init({ hooks: 'husky' })).text).toContain('.husky/pre-commit: created')
  })
})
