import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { git } from './git.mjs'
import { kept } from './kept.mjs'

// One name in ten may be that of a file that carries credentials.
const endings = ['.yaml', '.txt', '.js', '', '.log', '.lock', '.o', '.tmp', '.png', '.map']

const text = 'name: build\nregion: eu-west-1\n'.repeat(8)

/** Of 40 entries 2 are folders, 1 is a FIFO and 2 are links, one of them to itself. */
const fill = (root, count) => {
  const fifos = []
  for (let index = 0; index < count; index++) {
    const path = join(root, `entry-${index}`)
    const kind = index % 40
    if (kind === 20) fifos.push(`${path}.yaml`)
    else if (kind === 3 || kind === 23) mkdirSync(path)
    else if (kind === 7) symlinkSync('.', `${path}.json`)
    else if (kind === 17) symlinkSync(`entry-${index}.env`, `${path}.env`)
    else writeFileSync(path + endings[index % endings.length], text)
  }
  for (let from = 0; from < fifos.length; from += 500) execFileSync('mkfifo', fifos.slice(from, from + 500))
}

const make = (count) => async (root) => {
  const [folder, repository] = ['temporary', 'repository'].map((name) => join(root, name))
  mkdirSync(folder)
  fill(folder, count)
  mkdirSync(repository)
  git(repository, 'init', '--quiet')
  writeFileSync(join(repository, 'a.js'), 'export const answer = 42\n')
  git(repository, 'add', '.')
  return {}
}

/** A temporary folder with so many entries, none of which is a leftover, and a repository with one staged file. */
export const temporaryCorpus = async (count) => {
  const { root } = await kept(`temporary-${count}`, 1, make(count))
  return { folder: join(root, 'temporary'), repository: join(root, 'repository') }
}
