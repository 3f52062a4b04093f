import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gitHistory } from '../../src/git/first-appearance.ts'
import { startLog } from '../../src/git/history-log.ts'
import { ivsOf } from '../../src/git/iv-table.ts'
import { enc, ivOf } from '../checks/rotation/encrypted-text.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'

const seeds = Array.from({ length: 8 }, (_, index) => `v${index}`)
const paths = ['a.yaml', 'b/c.yml', 'd.yaml/e.yaml', 'f.json', 'env', 'x/env', 'g.txt'] as const

const commit = fc.record({
  kind: fc.constantFrom('write', 'write', 'write', 'remove', 'move', 'merge', 'branch', 'dangle'),
  path: fc.constantFrom(...paths),
  other: fc.constantFrom(...paths),
  values: fc.uniqueArray(fc.constantFrom(...seeds), { maxLength: 3 }),
  parent: fc.nat(30),
  second: fc.integer({ min: 1_400_000_000, max: 1_400_000_030 }).map((at) => at + (at % 3) * 40_000_000),
})

type Files = ReadonlyMap<string, string>

const stream = (commits: readonly (typeof commit extends fc.Arbitrary<infer T> ? T : never)[]): string => {
  const states: Files[] = []
  const lines: string[] = []
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
  for (const [index, { kind, path, other, values, parent, second }] of commits.entries()) {
    const from = index === 0 ? -1 : kind === 'branch' ? parent % index : index - 1
    const files = new Map(states[from] ?? [])
    const text = values.map((seed, key) => `k${key}: ${enc(seed)}\n`).join('')
    if (kind === 'remove') files.delete(path)
    else if (kind === 'move') {
      files.set(other, files.get(path) ?? text)
      if (other !== path) files.delete(path)
    } else files.set(path, text)
    if (kind === 'merge')
      for (const [name, content] of states[parent % index] ?? []) if (!files.has(name)) files.set(name, content)
    states.push(files)
    const ref = kind === 'dangle' ? 'refs/heads/gone' : `refs/heads/r${index % 4}`
    lines.push(`commit ${ref}\nmark :${index + 1}\ncommitter A <a@example.com> ${second} +0000\n${data('x')}`)
    if (from >= 0) lines.push(`from :${from + 1}\n`)
    if (kind === 'merge' && index > 0 && parent % index !== from) lines.push(`merge :${(parent % index) + 1}\n`)
    lines.push('deleteall\n', ...[...files].map(([name, content]) => `M 100644 inline ${name}\n${data(content)}`))
  }
  return lines.join('')
}

interface Held {
  readonly parents: readonly string[]
  readonly second: number
  readonly files: ReadonlyMap<string, string>
}

/** Every commit that a ref leads to, with every file of its tree. */
const everything = ({ git }: TestRepository): ReadonlyMap<string, Held> =>
  new Map(
    git('log', '--all', '--format=%H %ct %P')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [oid = '', second = '', ...parents] = line.split(' ')
        const files = git('ls-tree', '-r', oid)
          .trim()
          .split('\n')
          .flatMap((entry) => {
            const [, blob = '', name = ''] = /^\S+ \S+ (\S+)\t(.*)$/.exec(entry) ?? []
            return name === '' ? [] : [[name, blob] as const]
          })
        return [
          oid,
          { parents: parents.filter((parent) => parent !== ''), second: Number(second), files: new Map(files) },
        ]
      }),
  )

const kindOf = (path: string): string => (/\.ya?ml$/.test(path) ? 'yaml' : (/\.\w+$|[^/]+$/.exec(path)?.[0] ?? ''))

/** The plain way: the least date of all commits that changed a file of the kind to one with the value. */
const naive = (repository: TestRepository, path: string): Map<string, number> => {
  const commits = everything(repository)
  const first = new Map<string, number>()
  for (const { parents, second, files } of commits.values()) {
    for (const [name, blob] of files) {
      if (kindOf(name) !== kindOf(path) || parents.some((parent) => commits.get(parent)?.files.get(name) === blob))
        continue
      for (const iv of ivsOf(Buffer.from(repository.git('cat-file', 'blob', blob)))) {
        const known = first.get(iv)
        const isBetter =
          known === undefined ||
          (known < 1_420_070_400
            ? second >= 1_420_070_400 || second < known
            : second >= 1_420_070_400 && second < known)
        if (isBetter) first.set(iv, second)
      }
    }
  }
  return first
}

test('the first appearances are those of reading every file of every commit', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(commit, { minLength: 1, maxLength: 14 }),
      fc.constantFrom(...paths),
      async (commits, path) => {
        const repository = newRepository()
        try {
          const place = { cwd: repository.root, env: repository.env }
          execFileSync('git', ['fast-import', '--quiet', '--force'], {
            ...place,
            input: stream(commits),
            stdio: 'pipe',
          })
          await repository.tryGit('update-ref', '-d', 'refs/heads/gone')
          const ivs = new Set(seeds.map(ivOf))
          const expected = naive(repository, path)
          for (const options of [{}, { log: startLog(place) }]) {
            const found = await gitHistory(place, options).firstAppearance(ivs, [path])
            expect(new Map([...found].map(([iv, { date }]) => [iv, date.getTime() / 1000]))).toEqual(expected)
          }
        } finally {
          repository.remove()
        }
      },
    ),
    {
      numRuns: 12,
      // A history to which no ref leads.
      examples: [
        [[{ kind: 'dangle', path: 'a.yaml', other: 'a.yaml', values: [], parent: 0, second: 1_480_000_000 }], 'a.yaml'],
      ],
    },
  )
})
