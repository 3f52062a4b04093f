import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { openObjectReader } from '../../src/git/blobs.ts'
import { gitHistory } from '../../src/git/first-appearance.ts'
import { blobAppearances, ivsOf } from '../../src/git/iv-table.ts'
import { kindsOf, ofKinds, ofPaths, type WantsPath } from '../../src/git/kinds.ts'
import { changesParser } from '../../src/git/logged-changes.ts'
import { isWholeClone } from '../../src/git/partial.ts'
import { CannotCheckError } from '../../src/model/errors.ts'
import type { History } from '../../src/model/rule.ts'
import { enc, ivOf } from '../checks/rotation/encrypted-text.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'

const parsed = (...records: string[]) => {
  const parser = changesParser(() => true)
  parser.push(Buffer.from(records.map((record) => `${record}\0`).join('')))
  return parser
}
const log = (...records: string[]) => parsed(...records).changes
const oid = (digit: string): string => digit.repeat(40)

describe('git log output', () => {
  test('a blob is dated by the earliest commit that holds it', () => {
    const blobs = blobAppearances(
      log(
        '\x01c2 2000',
        `\n:100644 100644 ${oid('1')} ${oid('2')} M`,
        'a.yaml',
        `:000000 100755 ${oid('0')} ${oid('3')} A`,
        'b.yaml',
        '\x01c1 1000',
        `\n:000000 100644 ${oid('0')} ${oid('2')} A`,
        'c.yaml',
      ),
    )
    expect(blobs.get(oid('2'))).toEqual({ commit: 'c1', date: new Date(1_000_000) })
    expect(blobs.get(oid('3'))).toEqual({ commit: 'c2', date: new Date(2_000_000) })
    expect(blobs.size).toBe(2)
  })

  test('a merge record has one colon, mode and oid more for each parent', () => {
    const modes = '100644 100644 100644 100644'
    const blobs = blobAppearances(
      log('\x01m 5', '', `:::${modes} ${oid('1')} ${oid('2')} ${oid('3')} ${oid('4')} MMM`, 'a.yaml'),
    )
    expect([...blobs.keys()]).toEqual([oid('4')])
  })

  test('deletions, submodules and symlinks hold no value', () => {
    const blobs = blobAppearances(
      log(
        '\x01c 5',
        `\n:100644 000000 ${oid('1')} ${oid('0')} D`,
        'gone.yaml',
        `:000000 160000 ${oid('0')} ${oid('5')} A`,
        'sub',
        `:000000 120000 ${oid('0')} ${oid('6')} A`,
        'link',
      ),
    )
    expect(blobs.size).toBe(0)
  })

  test('a path that looks like a record is a path', () => {
    const blobs = blobAppearances(
      log(
        '\x01c 5',
        `\n:000000 100644 ${oid('0')} ${oid('7')} A`,
        '\x01evil 1',
        `:000000 100644 0 ${oid('8')} A`,
        ':x',
      ),
    )
    expect(blobs.get(oid('8'))?.commit).toBe('c')
  })
})

describe('initialization vectors', () => {
  test('every one in the bytes is found', () => {
    const text = `a: ${enc('one')}\n{"b":"${enc('two')}"}`
    expect([...ivsOf(Buffer.from(text))]).toEqual([ivOf('one'), ivOf('two')])
  })

  test('other text after iv: is none', () => {
    const short = ivOf('x').slice(0, 30)
    expect([...ivsOf(Buffer.from(`iv: ${ivOf('x')} iv:${short}\n iv:${'A'.repeat(44)}`))]).toEqual([])
  })

  test('bytes inside a larger buffer are read from their offset', () => {
    const held = Buffer.from(`${enc('before')}${enc('inside')}`)
    const view = new Uint8Array(held.buffer, held.byteOffset + enc('before').length, enc('inside').length)
    expect([...ivsOf(view)]).toEqual([ivOf('inside')])
  })
})

describe('the part of the history that is looked at', () => {
  const all = [
    'secrets/aws.yaml',
    'x.yml',
    'x.yaml/inside',
    'secrets.enc.json',
    'keys/credentials',
    'credentials',
    'my-credentials',
    'a/.env',
    '.env',
    'prod.env',
    'a/b.[x]*',
    'b.x',
  ]
  const picked = (wants: WantsPath) =>
    all.filter((path) =>
      wants(Buffer.from(`/before/${path}.after`), '/before/'.length, '/before/'.length + Buffer.byteLength(path)),
    )

  test.each([
    ['secrets/aws.yaml', ['secrets/aws.yaml', 'x.yml']],
    ['b.json', ['secrets.enc.json']],
    ['deep/credentials', ['keys/credentials', 'credentials']],
    ['b/.env', ['a/.env', '.env']],
    ['dev.env', ['a/.env', '.env', 'prod.env']],
    ['c.[x]*', ['a/b.[x]*']],
  ])('%s stands for every file of its kind', (path, expected) => {
    expect(picked(ofKinds(kindsOf(path)))).toEqual(expected)
  })

  test('exact means the path itself and what is below it', () => {
    expect(picked(ofPaths(['a/b.[x]*', 'x.yaml', 'keys']))).toEqual(['x.yaml/inside', 'keys/credentials', 'a/b.[x]*'])
  })
})

describe('in a repository', () => {
  const repositories: TestRepository[] = []
  const fresh = (...options: string[]): TestRepository => {
    const repository = newRepository(...options)
    repositories.push(repository)
    return repository
  }
  afterEach(() => {
    for (const repository of repositories.splice(0)) repository.remove()
  })

  const day = (number: number): Date => new Date(Date.UTC(2026, 0, number))
  const historyOf = (repository: TestRepository, options = {}) =>
    gitHistory({ cwd: repository.root, env: repository.env }, options)
  const askHistory = async (history: History, seed: string, path: string) =>
    (await history.firstAppearance(new Set([ivOf(seed)]), [path])).get(ivOf(seed))
  const askReader = async (repository: TestRepository, seed: string, path: string, options = {}) => {
    const reader = openObjectReader({ cwd: repository.root, env: repository.env }, 32 * 1024 * 1024)
    try {
      const gitDir = join(repository.root, '.git')
      return await askHistory(historyOf(repository, { ...options, reader, gitDir }), seed, path)
    } finally {
      await reader.close()
    }
  }
  /** Through a process of its own and through one that is there, which must answer the same. */
  const ask = async (repository: TestRepository, seed: string, path: string, options = {}) => {
    const answer = await askHistory(historyOf(repository, options), seed, path)
    expect(await askReader(repository, seed, path, options)).toEqual(answer)
    return answer
  }

  test('a value is dated by the committer date of the commit that brought it', async () => {
    const repository = fresh()
    repository.stage('aws.yaml', `key: ${enc('old')}`)
    repository.commit('first', day(1))
    repository.stage('aws.yaml', `key: ${enc('new')}`)
    const commit = repository.commit('second', day(5))
    repository.stage('aws.yaml', `key: ${enc('new')}\nother: 1`)
    repository.commit('third', day(9))
    expect(await ask(repository, 'new', 'aws.yaml')).toMatchObject({ commit, date: day(5) })
    expect((await ask(repository, 'old', 'aws.yaml'))?.date).toEqual(day(1))
    expect(await ask(repository, 'never', 'aws.yaml')).toBeUndefined()
  })

  test('a renamed file keeps its past, unless the exact path is asked for', async () => {
    const repository = fresh()
    repository.stage('old name.yml', `key: ${enc('v')}`)
    repository.commit('first', day(1))
    repository.git('rm', '-q', 'old name.yml')
    repository.stage('deep/er/new.yaml', `key: ${enc('v')}\nchanged: beyond recognition`)
    repository.commit('rename', day(5))
    expect((await ask(repository, 'v', 'deep/er/new.yaml'))?.date).toEqual(day(1))
    expect((await ask(repository, 'v', 'deep/er/new.yaml', { exact: true }))?.date).toEqual(day(5))
  })

  test('a value that only a merge commit holds is found', async () => {
    const repository = fresh()
    repository.stage('a.yaml', 'x: 1')
    repository.commit('base', day(1))
    repository.git('checkout', '-q', '-b', 'side')
    repository.stage('a.yaml', 'x: 2')
    repository.commit('side', day(2))
    repository.git('checkout', '-q', 'main')
    repository.stage('a.yaml', 'x: 3')
    repository.commit('main', day(3))
    await repository.tryGit('merge', 'side')
    repository.stage('a.yaml', `x: ${enc('merged')}`)
    const commit = repository.commit('merge', day(4))
    expect(await ask(repository, 'merged', 'a.yaml')).toMatchObject({ commit, date: day(4) })
  })

  test('a side branch that a merge discarded still dates its value', async () => {
    const repository = fresh()
    repository.stage('a.yaml', 'x: 1')
    repository.commit('base', day(1))
    repository.git('checkout', '-q', '-b', 'side')
    repository.stage('a.yaml', `x: ${enc('v')}`)
    repository.commit('side', day(2))
    repository.git('checkout', '-q', 'main')
    repository.stage('a.yaml', `x: ${enc('v')}\ny: 1`)
    repository.commit('again on main', day(8))
    repository.git('merge', '-q', '-s', 'ours', '-m', 'merge', 'side')
    repository.git('branch', '-q', '-D', 'side')
    expect((await ask(repository, 'v', 'a.yaml'))?.date).toEqual(day(2))
  })

  test('another branch counts', async () => {
    const repository = fresh()
    repository.stage('a.yaml', `x: ${enc('v')}`)
    repository.commit('base', day(1))
    repository.git('checkout', '-q', '--orphan', 'other')
    repository.commit('squashed', day(8))
    expect((await ask(repository, 'v', 'a.yaml'))?.date).toEqual(day(1))
  })

  test('a date that cannot be true does not hide one that can', async () => {
    const repository = fresh()
    repository.stage('a.yaml', `x: ${enc('v')}`)
    repository.commit('base', day(1))
    repository.git('checkout', '-q', '--orphan', 'other')
    repository.commit('the same blob', new Date(0))
    repository.stage('a.yaml', `x: ${enc('v')}\ny: 1`)
    repository.commit('another blob', new Date(1000))
    expect((await ask(repository, 'v', 'a.yaml'))?.date).toEqual(day(1))
  })

  test('an older commit with a later date, or one that cannot be true, makes the date doubtful', async () => {
    for (const wrong of [new Date('2031-01-01T00:00:00Z'), day(6), new Date(0)]) {
      const repository = fresh()
      repository.stage('a.yaml', `x: ${enc('v')}\nold: ${enc('w')}`)
      repository.commit('by a wrong clock', wrong)
      repository.stage('a.yaml', `x: ${enc('v')}\ny: ${enc('z')}`)
      repository.commit('by a right clock', day(4))
      expect(await ask(repository, 'v', 'a.yaml')).toMatchObject({ date: day(4), disordered: true })
      expect(await ask(repository, 'w', 'a.yaml')).not.toHaveProperty('disordered')
      expect(await ask(repository, 'z', 'a.yaml')).not.toHaveProperty('disordered')
    }
  })

  test('SHA-256 repositories work', async () => {
    const repository = fresh('--object-format=sha256')
    repository.stage('a.yaml', `x: ${enc('v')}`)
    const commit = repository.commit('base', day(1))
    expect(commit).toHaveLength(64)
    expect(await ask(repository, 'v', 'a.yaml')).toEqual({ commit, date: day(1) })
  })

  test.each(['log.showRoot=false', 'log.follow=true', 'diff.relative=true', 'color.ui=always', 'diff.external=false'])(
    'configuration changes nothing: %s',
    async (setting) => {
      const repository = fresh()
      repository.stage('here/a.json', `{"x":"${enc('v')}"}`)
      repository.commit('base', day(1))
      repository.git('mv', 'here', 'there')
      repository.stage('elsewhere/b.txt', '')
      repository.commit('move', day(5))
      repository.git('config', ...(setting.split('=') as [string, string]))
      const history = gitHistory({ cwd: join(repository.root, 'elsewhere'), env: repository.env })
      const found = await history.firstAppearance(new Set([ivOf('v')]), ['there/a.json'])
      expect(found.get(ivOf('v'))?.date).toEqual(day(1))
    },
  )

  test('a hook under git --literal-pathspecs still finds every file of the kind', async () => {
    const repository = fresh()
    repository.stage('sub/a.yaml', `x: ${enc('v')}`)
    repository.commit('base', day(1))
    const history = gitHistory({ cwd: repository.root, env: { ...repository.env, GIT_LITERAL_PATHSPECS: '1' } })
    const found = await history.firstAppearance(new Set([ivOf('v')]), ['sub/a.yaml'])
    expect(found.get(ivOf('v'))?.date).toEqual(day(1))
  })

  test('an unborn HEAD has no history', async () => {
    expect(await ask(fresh(), 'v', 'a.yaml')).toBeUndefined()
  })

  test('a blob above 8 MiB is passed over and the next is read', async () => {
    const repository = fresh()
    repository.stage('a.yaml', `x: ${enc('large')}\n${'#'.repeat(8 * 1024 * 1024)}`)
    repository.stage('b.yaml', `x: ${enc('small')}`)
    repository.commit('base', day(1))
    expect(await ask(repository, 'large', 'a.yaml')).toBeUndefined()
    expect((await ask(repository, 'small', 'b.yaml'))?.date).toEqual(day(1))
  })

  test('a shallow clone is refused, and made do with where only telling is wanted', async () => {
    const repository = fresh()
    repository.stage('a.yaml', `x: ${enc('v')}`)
    repository.commit('base', day(1))
    repository.stage('b.yaml', 'x: 1')
    repository.commit('next', day(2))
    const folder = mkdtempSync(join(tmpdir(), 'leaktight-shallow-'))
    try {
      execFileSync('git', ['clone', '-q', '--depth=1', `file://${repository.root}`, folder], { env: repository.env })
      const place = { cwd: folder, env: repository.env }
      const asked = gitHistory(place).firstAppearance(new Set([ivOf('v')]), ['a.yaml'])
      await expect(asked).rejects.toThrow(CannotCheckError)
      await expect(asked).rejects.toThrow(
        'history is cut off (shallow clone): run git fetch --unshallow, in CI set fetch-depth: 0',
      )
      const told = await gitHistory(place, { exact: true }).firstAppearance(new Set([ivOf('v')]), ['a.yaml'])
      expect(told.get(ivOf('v'))?.date).toEqual(day(2))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('a damaged object is an error, not an absence', async () => {
    const repository = fresh()
    repository.stage('a.yaml', `x: ${enc('v')}`)
    repository.commit('base', day(1))
    const blob = repository.git('rev-parse', 'HEAD:a.yaml').trim()
    rmSync(join(repository.root, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true })
    await expect(ask(repository, 'v', 'a.yaml')).rejects.toThrow(CannotCheckError)
    await expect(askReader(repository, 'v', 'a.yaml')).rejects.toThrow(CannotCheckError)
    await expect(askReader(repository, 'v', 'a.yaml', { exact: true })).rejects.toThrow(CannotCheckError)
  })

  test('what a partial clone lacks is done without where only telling is wanted', async () => {
    const repository = fresh()
    repository.git('config', 'uploadpack.allowFilter', 'true')
    repository.stage('a.yaml', `x: ${enc('old')}`)
    repository.commit('base', day(1))
    repository.stage('a.yaml', `x: ${enc('new')}`)
    repository.commit('next', day(2))
    const clone = join(repository.home, 'clone')
    repository.git('clone', '--quiet', '--filter=blob:none', `file://${repository.root}`, clone)
    expect([isWholeClone(join(repository.root, '.git')), isWholeClone(join(clone, '.git'))]).toEqual([true, false])
    const place = { cwd: clone, env: repository.env }
    const reader = openObjectReader(place, 32 * 1024 * 1024)
    try {
      // The second is a folder that hides whence its objects came.
      for (const gitDir of [join(clone, '.git'), join(repository.root, '.git')]) {
        const history = gitHistory(place, { exact: true, reader, gitDir })
        expect((await askHistory(history, 'new', 'a.yaml'))?.date).toEqual(day(2))
        expect(await askHistory(history, 'old', 'a.yaml')).toBeUndefined()
      }
    } finally {
      await reader.close()
    }
  })

  test('files of one kind are read once', async () => {
    const repository = fresh()
    repository.stage('a.yaml', `x: ${enc('v')}`)
    repository.commit('base', day(1))
    const history = historyOf(repository)
    await history.firstAppearance(new Set([ivOf('v')]), ['a.yaml'])
    rmSync(join(repository.root, '.git'), { recursive: true })
    const again = await history.firstAppearance(new Set([ivOf('v')]), ['other.yml'])
    expect(again.get(ivOf('v'))?.date).toEqual(day(1))
  })

  test('nothing asked, nothing run', async () => {
    const history = gitHistory({ cwd: '/nonexistent', env: {} })
    expect((await history.firstAppearance(new Set(), ['a.yaml'])).size).toBe(0)
  })
})
