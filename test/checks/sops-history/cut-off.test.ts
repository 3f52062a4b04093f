import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeWithSops, makeSopsFolder, type SopsFolder } from '../../support/sops.ts'
import { type Rebuilt, rebuilt, rules } from './rebuilt.ts'

const plaintext = 'note_unencrypted: one\nname: correct horse battery staple\n'

interface Seen {
  readonly code: number
  readonly findings: readonly { readonly rule: string; readonly status: string }[]
  readonly notRun: readonly { readonly rule: string; readonly reason: string }[]
  readonly errors: readonly { readonly path: string; readonly reason: string }[]
}

describeWithSops('history that is cut off', () => {
  let folder: SopsFolder
  let repository: Rebuilt
  beforeEach(() => {
    folder = makeSopsFolder()
    repository = rebuilt(folder)
    repository.git('config', 'uploadpack.allowFilter', 'true')
    repository.stage('secrets/a.yaml', folder.encrypt('a.yaml', plaintext))
    repository.commit('first', new Date())
  })
  afterEach(() => {
    folder.remove()
    repository.remove()
  })

  const clone = (...options: string[]): string => {
    const there = join(repository.home, `clone${options.join('')}`)
    repository.git('clone', '--quiet', ...options, `file://${repository.root}`, there)
    return there
  }
  const look = async (cwd: string, ...args: string[]): Promise<Seen> => {
    const { code, stdout } = await repository.command([...args, '--format', 'json'], { cwd })
    const { findings, notRun, errors } = JSON.parse(stdout) as Omit<Seen, 'code'>
    const named = findings.filter(({ rule }) => rules.some((id) => id === rule))
    return { code, findings: named, notRun: notRun.filter(({ rule }) => rules.some((id) => id === rule)), errors }
  }
  const told = (seen: Seen, reason: RegExp): void => {
    expect(seen.notRun.map(({ rule }) => rule).sort()).toEqual([...rules].sort())
    for (const each of seen.notRun) expect(each.reason).toMatch(reason)
  }

  for (const depth of ['1', '2']) {
    test(`is told and fails nothing in a clone of depth ${depth}`, async () => {
      repository.stage('README.md', 'text\n')
      repository.commit('second', new Date())
      const there = clone('--depth', depth)
      const seen = [await look(there, 'audit'), ...(depth === '1' ? [] : [await look(there, 'ci', '--base', 'HEAD~1')])]
      for (const each of seen) {
        expect([each.code, each.findings, each.errors]).toEqual([0, [], []])
        told(each, /fetch-depth: 0/)
      }
    })
  }

  test('is told and fails nothing in a clone that lacks the contents of the past', async () => {
    repository.sops('secrets/a.yaml', 'set', 'FILE', '["name"]', '"another"')
    repository.commit('second', new Date())
    const seen = await look(clone('--filter=blob:none'), 'audit')
    expect([seen.code, seen.findings, seen.errors]).toEqual([0, [], []])
    told(seen, /--refetch/)
  })

  test('proves what the versions that are here prove only with all of them', async () => {
    const good = repository.read('secrets/a.yaml')
    repository.edit('secrets/a.yaml', 'note_unencrypted: one', 'note_unencrypted: two')
    repository.commit('second', new Date())
    repository.stage('secrets/a.yaml', good)
    repository.commit('third', new Date())
    const seen = await look(clone('--depth', '2'), 'audit')
    expect([seen.code, seen.findings]).toEqual([2, []])
    expect(seen.errors.map(({ path }) => path)).toContain('secrets/a.yaml')
    expect((await look(repository.root, 'audit')).code).toBe(0)
  })

  test('is told of files too large to be compared, by every run', async () => {
    repository.stage('.leaktight.yaml', 'limits:\n  hold-bytes: 1048576\n')
    repository.stage(
      'secrets/a.yaml',
      `${repository.read('secrets/a.yaml')}${`# ${'text '.repeat(200)}\n`.repeat(1_200)}`,
    )
    repository.commit('second', new Date())
    const large = async (...flags: string[]): Promise<number> => {
      const { notRun } = await look(repository.root, 'audit', ...flags)
      return notRun.filter(({ reason }) => reason.startsWith('1 file is too large')).length
    }
    const ofTree = await large()
    for (const _ of ['first', 'second']) expect(await large('--history')).toBe(ofTree + rules.length)
  })

  test('is no matter to a clone that has all of it', async () => {
    const seen = await look(clone(), 'audit')
    expect([seen.code, seen.notRun]).toEqual([0, []])
  })
})
