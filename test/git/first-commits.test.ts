import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commitChanges } from '../../src/git/commits.ts'
import { firstCommits, firstCommitsParser } from '../../src/git/first-commits.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'

const [one, two, other] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string]
const zero = '0'.repeat(40)

const commit = (name: string, ...changes: string[]): string =>
  `\0commit\0${name}\0commit\0date ${name}\0${changes.length === 0 ? '' : '\n'}${changes.join('')}\0`
const change = (oid: string, path: string): string => `:100644 100644 ${zero} ${oid} M\0${path}\0`
const mergeChange = (oid: string, path: string): string =>
  `::100644 100644 100644 ${zero} ${other} ${oid} MM\0${path}\0`

const log = [
  commit('newest', change(one, 'late'), change(other, 'c')),
  commit('empty'),
  commit('merge', mergeChange(two, ':100644 100644 x y M')),
  commit('oldest', change(one, 'commit'), change(other, 'b')),
].join('')

const found = (pieces: readonly string[], ...wanted: string[]) => {
  const parser = firstCommitsParser(new Set(wanted))
  for (const piece of pieces) parser.push(Buffer.from(piece))
  return Object.fromEntries(
    [...parser.first()].map(([oid, from]) => [oid, `${from.commit.oid} ${from.commit.date} ${from.change.path}`]),
  )
}

describe('the first commit of a blob in a repository', () => {
  let repository: TestRepository
  const first = async (path: string) => {
    const oid = repository.git('hash-object', path).trim()
    return (await firstCommits({ cwd: repository.root, env: repository.env }, new Set([oid]))).get(oid)
  }
  beforeEach(() => {
    repository = newRepository()
  })
  afterEach(() => repository.remove())

  const brought = (path: string, date: Date): string => {
    repository.stage(path, 'the same\n')
    return repository.commit(`brings ${path}`, date)
  }

  it('is the one before the others also where a clock was put back', async () => {
    const oid = brought('first', new Date(Date.UTC(2024, 0, 2)))
    repository.git('rm', '--quiet', 'first')
    repository.commit('removed', new Date(Date.UTC(2024, 0, 1)))
    brought('second', new Date(Date.UTC(2024, 0, 1)))
    expect((await first('second'))?.commit.oid).toBe(oid)
  })

  it('has its author in UTF-8 whatever the repository says of its log', async () => {
    repository.git('config', 'i18n.logOutputEncoding', 'ISO-8859-1')
    repository.stage('file', 'x\n')
    repository.git('commit', '--quiet', '--message', 'x', '--author', 'Jos\u00e9 <jose@example.com>')
    expect((await first('file'))?.commit.author).toBe('Jos\u00e9')
  })
})

describe('the first commit of a blob', () => {
  it('is the oldest that brought it, merges included, whatever author and path are called', () => {
    expect(found([log], one, two)).toEqual({
      [one]: 'oldest date oldest commit',
      [two]: 'merge date merge :100644 100644 x y M',
    })
  })

  it('is the same however the log is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(log.length)), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), log.length]
        const pieces = edges.slice(1).map((edge, index) => log.slice(edges[index], edge))
        expect(found(pieces, one, two)).toEqual(found([log], one, two))
      }),
    )
  })

  it('is known though the log ends without NUL', () => {
    expect(found([commit('a', `:100644 100644 ${zero} ${one} M\0last`).slice(0, -1)], one)).toEqual({
      [one]: 'a date a last',
    })
  })
})

describe('in a repository', () => {
  let repository: TestRepository
  beforeEach(() => {
    repository = newRepository()
  })
  afterEach(() => repository.remove())

  it('agrees with a list of all changes, stash and reflog included', async () => {
    repository.stage('a.txt', 'first\n')
    repository.commit('first')
    repository.git('checkout', '--quiet', '-b', 'side')
    repository.stage('näme\t.txt', 'side\n')
    repository.commit('side')
    repository.git('checkout', '--quiet', 'main')
    repository.stage('a.txt', 'second\n')
    repository.commit('second')
    repository.git('merge', '--quiet', '--no-edit', 'side')
    repository.stage('a.txt', 'stashed\n')
    repository.git('stash', '--quiet')
    repository.stage('a.txt', 'amended away\n')
    repository.commit('third')
    repository.stage('a.txt', 'first\n')
    repository.git('commit', '--quiet', '--amend', '--no-edit')
    const place = { cwd: repository.root, env: repository.env }
    const { changes } = await commitChanges(place, ['--all', '--reflog', '--date-order'])
    const all = new Map(changes.map((item) => [item.change.newOid, item] as const))
    all.delete(zero)
    expect(all.size).toBe(5)
    expect(await firstCommits(place, new Set(all.keys()))).toEqual(all)
  })
})
