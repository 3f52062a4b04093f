import { execFileSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encryptedYaml } from '../checks/leftovers/support.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository
const path = 'secrets/app.yaml'
const sealed = encryptedYaml('db_user', 'db_password', 'api_token')
// No rule knows these values: the keys prove them.
const plain = 'db_user: app\ndb_password: quiet-and-hushed\napi_token: rather-long-and-plain\n'

beforeEach(() => {
  repository = newRepository()
  repository.stage(path, sealed)
  repository.commit('sealed')
})
afterEach(() => repository.remove())

interface Shown {
  readonly rule: string
  readonly path: string
  readonly message: string
  readonly remedy: string
  readonly details?: Readonly<Record<string, string>>
}

const audited = async (flag: string): Promise<readonly Shown[]> => {
  const { stdout } = await repository.command(['audit', flag, '--format', 'json', '--no-cache'])
  const { findings, errors } = JSON.parse(stdout)
  expect(errors).toEqual([])
  return findings
}

const inObjects = async (flag = '--machine'): Promise<readonly Shown[]> =>
  (await audited(flag)).filter(({ details }) => details?.reach !== undefined)

const commit = (content: string, message: string, ...flags: string[]): void => {
  repository.stage(path, content)
  repository.git('commit', '--quiet', '--no-verify', '-m', message, ...flags)
}

/** As somebody pastes it: the command ends where the words in brackets begin. */
const clean = (remedy: string): void => {
  const command = remedy.slice(0, remedy.indexOf(' (')).replace('{N}', '{1}')
  execFileSync('sh', ['-c', command], { cwd: repository.root, env: repository.env, stdio: 'ignore' })
}

/** Each leaves the plaintext in a blob that no branch leads to. */
const states: readonly (readonly [string, string, () => void])[] = [
  [
    'unreachable',
    'left by git add before sops -e -i',
    () => {
      repository.stage(path, plain)
      commit(`${sealed}\n`, 'sealed again')
    },
  ],
  [
    'reflog',
    'committed and amended',
    () => {
      commit(plain, 'oops')
      commit(`${sealed}\n`, 'sealed again', '--amend')
      repository.git('update-ref', '-d', 'ORIG_HEAD')
    },
  ],
  [
    'orig-head',
    'committed and reset',
    () => {
      commit(plain, 'oops')
      repository.git('reset', '--quiet', '--hard', 'HEAD~1')
    },
  ],
  [
    'stash',
    'in an older entry of the stash',
    () => {
      for (const content of [plain, 'later: 1\n']) {
        repository.write(path, content)
        repository.git('stash', '--quiet')
      }
    },
  ],
  [
    'textconv',
    'kept by textconv',
    () => {
      repository.write('x', plain)
      const blob = repository.git('hash-object', '-w', 'x').trim()
      rmSync(join(repository.root, 'x'))
      repository.git('notes', '--ref=refs/notes/textconv/sopsdiffer', 'add', '-C', blob, 'HEAD')
    },
  ],
]

describe('plaintext that no branch leads to', () => {
  it.each(states)('%s: %s', async (reach, _, make) => {
    make()
    const found = await inObjects()
    expect(found.map(({ rule, details }) => [rule, details?.reach, details?.like])).toEqual([
      ['leftover-plaintext', reach, path],
    ])
    const [{ message, remedy }] = found as [Shown]
    expect(message).toContain(`repeats the keys of ${path}; `)
    expect(remedy).toContain('destroys all undo history')
    expect(remedy).toContain('without overwriting')
    expect(remedy).toMatch(/rotate the credential$/)
    expect(readdirSync(join(repository.root, '.git'))).not.toContain('lost-found')
    const { stdout } = await repository.command(['audit', '--machine'])
    expect(stdout).toContain(remedy.slice(0, remedy.indexOf(' ('))) // in one line
    clean(remedy)
    expect(await inObjects()).toEqual([])
  })

  it('is proven by a credential in it, too, and told once with --history', async () => {
    repository.stage('a.txt', awsPair().yaml)
    repository.stage('a.txt', 'nothing\n')
    const [found] = await inObjects()
    expect(found?.message).toMatch(
      /^plaintext left behind: holds aws-access-key-id, aws-secret-access-key; nothing leads/,
    )
    const all = await inObjects('--history')
    expect(all.map(({ rule, details }) => [rule, details?.reach])).toEqual([
      ['aws-access-key-id', 'unreachable'],
      ['aws-secret-access-key', 'unreachable'],
    ])
    expect(all[0]?.remedy).toContain('git gc --prune=now')
  })

  it('is not what is encrypted, staged, or on a branch', async () => {
    commit(plain, 'plain')
    repository.git('branch', 'other')
    repository.git('reset', '--quiet', '--hard', 'HEAD~1')
    repository.stage('b.yaml', plain)
    repository.stage(path, `${sealed}\n`)
    repository.stage(path, `${sealed}\n\n`)
    expect(await inObjects()).toEqual([])
  })

  it('is not looked for without --machine or --history', async () => {
    repository.stage(path, plain)
    repository.stage(path, sealed)
    expect((await audited('--quiet')).filter(({ details }) => details?.reach !== undefined)).toEqual([])
  })
})
