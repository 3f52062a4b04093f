import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { namesIn } from '../../src/git/index-folders.ts'
import { newRepository } from '../support/repository.ts'

const wanted = /\.(?:ya?ml|json|env|ini)$/
const long = `${'d/'.repeat(2_060)}x.yaml`

it('the index tells folders of structured files and what is tracked, whatever its entries look like', () => {
  const repository = newRepository()
  try {
    const paths = ['a.yaml', 'b/c.json', 'b/c.json.bak', 'd/x.env', 'e/ü.yml', 'f.ts', 'g/h.md', 'i/j.ini']
    for (const path of paths) repository.stage(path, `${path}\n`)
    const blob = repository.git('rev-parse', ':a.yaml').trim()
    repository.git('update-index', '--add', '--cacheinfo', `100644,${blob},${long}`)
    repository.git('update-index', '--skip-worktree', 'd/x.env') // an extended entry, in an index of version 3
    repository.git('update-index', '--assume-unchanged', 'i/j.ini')
    const index = readFileSync(join(repository.root, '.git/index'))
    expect(index.readUInt32BE(4)).toBe(3)
    const names = namesIn(index, 20, wanted)
    expect([...(names?.folders ?? [])]).toEqual(['', 'b', 'd/'.repeat(2_060).slice(0, -1), 'd', 'e', 'i'])
    expect([...paths, long].filter((path) => names?.has(path) !== true)).toEqual([])
    for (const path of ['c.json', 'c.json.bak', 'x.env', 'b/c', 'b/c.json.ba', '.json.bak'])
      expect(names?.has(path)).toBe(false)
    repository.git('update-index', '--index-version', '4')
    expect(namesIn(readFileSync(join(repository.root, '.git/index')), 20, wanted)).toBeUndefined()
  } finally {
    repository.remove()
  }
})
