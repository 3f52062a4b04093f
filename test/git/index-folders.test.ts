import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listedNames, namesIn, type TrackedNames } from '../../src/git/index-folders.ts'
import { askForRepository } from '../../src/git/repository.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'

const wanted = /\.(?:ya?ml|json|env|ini)$/
const long = `${'d/'.repeat(2_060)}x.yaml`

const paths = ['a.yaml', 'b/c.json', 'b/c.json.bak', 'd/x.env', 'e/ü.yml', 'f.ts', 'g/blink', 'g/sdir', 'i/j.ini']

const withPaths = (use: (repository: TestRepository, index: () => Buffer) => void): void => {
  const repository = newRepository()
  try {
    for (const path of paths) repository.stage(path, `${path}\n`)
    const blob = repository.git('rev-parse', ':a.yaml').trim()
    repository.git('update-index', '--add', '--cacheinfo', `100644,${blob},${long}`)
    repository.git('update-index', '--skip-worktree', 'd/x.env') // an extended entry, from version 3 on
    repository.git('update-index', '--assume-unchanged', 'i/j.ini')
    use(repository, () => readFileSync(join(repository.root, '.git/index')))
  } finally {
    repository.remove()
  }
}

const told = (names: TrackedNames | undefined): void => {
  expect([...(names?.folders ?? [])]).toEqual(['', 'b', 'd/'.repeat(2_060).slice(0, -1), 'd', 'e', 'i'])
  expect([...paths, long].filter((path) => names?.has(path) !== true)).toEqual([])
  for (const path of ['c.json', 'c.json.bak', 'x.env', 'b/c', 'b/c.json.ba', '.json.bak', 'link', 'blink'])
    expect(names?.has(path)).toBe(false)
}

describe('the index tells folders of structured files and what is tracked', () => {
  it.each([3, 4])('in version %i, whatever its entries look like', (version) => {
    withPaths((repository, index) => {
      repository.git('update-index', '--index-version', String(version))
      expect(index().readUInt32BE(4)).toBe(version)
      told(namesIn(index(), 20, wanted))
    })
  })

  it('but not where entries are elsewhere, and git still does', async () => {
    const repository = newRepository()
    try {
      for (const path of paths) repository.stage(path, `${path}\n`)
      repository.git('update-index', '--split-index')
      expect(namesIn(readFileSync(join(repository.root, '.git/index')), 20, wanted)).toBeUndefined()
      const place = await askForRepository({ cwd: repository.root, env: process.env })
      const names = await listedNames(place, wanted)
      expect([...names.folders]).toEqual(['', 'b', 'd', 'e', 'i'])
      expect(paths.filter((path) => !names.has(path))).toEqual([])
    } finally {
      repository.remove()
    }
  })

  it('and one that is cut off at any byte is no error but of a range', () => {
    withPaths((repository, index) => {
      repository.git('update-index', '--index-version', '4')
      const bytes = index()
      for (let length = 0; length < bytes.length; length += 1 + (length % 7)) {
        try {
          namesIn(bytes.subarray(0, length), 20, wanted)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }
    })
  })
})
