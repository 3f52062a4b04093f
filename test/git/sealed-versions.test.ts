import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { gitHistory } from '../../src/git/first-appearance.ts'
import { changesParser } from '../../src/git/logged-changes.ts'
import { firstPlaces, sealOf } from '../../src/git/seals.ts'
import { CannotCheckError } from '../../src/model/errors.ts'
import { ivOf } from '../checks/rotation/encrypted-text.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'

const macOf = (seed: string): string =>
  `ENC[AES256_GCM,data:${'q'.repeat(171)}=,iv:${ivOf(seed)},tag:${'t'.repeat(22)}==,type:str]`
const time = '2026-01-02T03:04:05Z'
const sealed = (seed: string, more = ''): string =>
  `mac: a word\n${more}sops:\n    lastmodified: "${time}"\n    mac: ${macOf(seed)}\n`

describe('a seal', () => {
  test.each([
    ['YAML', sealed('a')],
    ['JSON', `{"sops":{"lastmodified":"${time}","mac":"${macOf('a')}"}}`],
    ['JSON over lines', `{\n\t"sops": {\n\t\t"lastmodified": "${time}",\n\t\t"mac": "${macOf('a')}"\n\t}\n}`],
    ['dotenv', `sops_lastmodified=${time}\nsops_mac=${macOf('a')}\nsops_mac_only_encrypted=true\n`],
    ['INI', `[sops]\nlastmodified       = ${time}\nmac                = ${macOf('a')}\n`],
  ])('is found in %s', (_, text) => expect(sealOf(Buffer.from(text))).toEqual({ macIv: ivOf('a'), lastmodified: time }))

  test('is not in a file without a mac', () => {
    expect(sealOf(Buffer.from(`mac: none\nother: ${macOf('a')}\n`))).toBeUndefined()
  })
})

describe('the first place of a blob', () => {
  const oid = (digit: string): string => digit.repeat(40)
  const parser = changesParser(() => true)
  const records = [
    '\x01c2 1000',
    `\n:100644 100644 ${oid('1')} ${oid('2')} M`,
    'b.yaml',
    '\x01c1 2000',
    `\n:000000 100644 ${oid('0')} ${oid('1')} A`,
    'a.yaml',
    `:000000 100644 ${oid('0')} ${oid('2')} A`,
    ':path',
  ]
  parser.push(Buffer.from(records.map((record) => `${record}\0`).join('')))
  const log = parser.changes

  test('is the last that git shows, whatever the dates say', () => {
    const places = firstPlaces(log, new Set([oid('1'), oid('2')]))
    expect(places.get(oid('2'))).toMatchObject({ path: ':path', commit: 'c1', date: new Date(2_000_000), before: [] })
    expect(places.get(oid('1'))).toMatchObject({ path: 'a.yaml', commit: 'c1' })
  })

  test('tells what it replaced, of what is wanted', () => {
    const [first] = [...firstPlaces(log.slice(0, 1), new Set([oid('1'), oid('2')])).values()]
    expect(first?.before).toEqual([oid('1')])
    expect(firstPlaces(log, new Set([oid('3')])).size).toBe(0)
  })
})

describe('in a repository', () => {
  const repositories: TestRepository[] = []
  afterEach(() => {
    for (const repository of repositories.splice(0)) repository.remove()
  })
  const day = (number: number): Date => new Date(Date.UTC(2026, 0, number))
  const fresh = (): TestRepository => {
    const repository = newRepository()
    repositories.push(repository)
    return repository
  }
  const versions = (cwd: string, { env }: TestRepository, path: string, options = {}, query = {}) =>
    gitHistory({ cwd, env }, options).versions?.(ivOf('a'), path, query)

  /** Written, moved and edited; the clock of the second commit was wrong. */
  const moved = (): TestRepository => {
    const repository = fresh()
    repository.stage('old.yaml', sealed('a'))
    repository.commit('first', day(5))
    repository.git('rm', '-q', 'old.yaml')
    repository.stage('deep/new.yml', sealed('a', 'edited: by hand\n'))
    repository.commit('second', day(2))
    repository.stage('deep/new.yml', sealed('b'))
    repository.commit('third', day(9))
    return repository
  }

  test('versions of one mac are listed oldest first, on any path, whatever the clocks said', async () => {
    const repository = moved()
    for (const options of [{}, { exact: true }]) {
      const found = await versions(repository.root, repository, 'deep/new.yml', options)
      expect(found?.map(({ path, date, lastmodified }) => [path, date, lastmodified])).toEqual([
        ['old.yaml', day(5), time],
        ['deep/new.yml', day(2), time],
      ])
      expect(Buffer.from((await found?.[0]?.bytes()) ?? []).toString()).toBe(sealed('a'))
    }
  })

  test('a question about later versions leaves old commits out', async () => {
    const repository = moved()
    const query = { since: new Date(Date.UTC(2026, 5, 1)) }
    expect(await versions(repository.root, repository, 'deep/new.yml', { exact: true }, query)).toEqual([])
  })

  test('a shallow clone is made do with, which is said, and refused where all of history is needed', async () => {
    const repository = moved()
    const clone = join(repository.home, 'clone')
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${repository.root}`, clone], { env: repository.env })
    const history = gitHistory({ cwd: clone, env: repository.env })
    expect(history.missed?.()).toBe(undefined)
    expect(await history.versions?.(ivOf('a'), 'a.yaml', {})).toEqual([])
    expect(history.missed?.()).toMatch(/shallow/)
    await expect(versions(clone, repository, 'a.yaml', {}, { complete: true })).rejects.toThrow(CannotCheckError)
    await expect(versions(clone, repository, 'a.yaml', { exact: true }, { complete: true })).rejects.toThrow('shallow')
    expect(await versions(clone, repository, 'a.yaml', { exact: true })).toEqual([])
  })
})
