import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spread } from './files.mjs'
import { git } from './git.mjs'
import { kept } from './kept.mjs'
import { writeOwnRules } from './own-rules.mjs'
import { planter } from './plant.mjs'
import { cleanSourceFiles, smallerTreeCorpus } from './tree.mjs'

const committed = 300

const edited = (text, path) => {
  const lines = text.split('\n')
  const at = Math.floor(lines.length / 3)
  return [...lines.slice(0, at), `// looked at again: ${path}`, ...lines.slice(at)].join('\n')
}

const texts = async (count) => {
  const tree = await smallerTreeCorpus()
  const chosen = spread(cleanSourceFiles(tree, { least: 1000, most: 20_000 }), count)
  return chosen.map(({ path }, index) => ({
    path: `src/part-${index % 12}/file-${index}${path.slice(path.lastIndexOf('.'))}`,
    text: readFileSync(join(tree.root, path), 'utf8'),
  }))
}

const write = (root, { path, text }) => {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

const make =
  (count, { withRules, withSecrets }) =>
  async (root) => {
    const all = await texts(committed + count)
    git(root, 'init', '--quiet')
    if (withRules) writeOwnRules(root)
    for (const file of all.slice(0, committed)) write(root, file)
    git(root, 'add', '.')
    git(root, 'commit', '--quiet', '-m', 'The files so far')
    // Half of what is staged is new, the other half changes a file that stood there.
    const changes = Array.from({ length: count }, (_, index) =>
      index % 2 === 0 ? { ...all[index], text: edited(all[index].text, all[index].path) } : all[committed + index],
    )
    const { into } = await planter(100)
    const secrets = withSecrets ? changes.slice(0, 3).map(({ path, text }) => into(text, path)) : []
    for (const [index, { text }] of secrets.entries()) changes[index].text = text
    for (const file of changes) write(root, file)
    git(root, 'add', '.')
    return { staged: changes.map(({ path }) => path), planted: secrets.map(({ planted }) => planted) }
  }

/** A repository with 300 committed source files and `count` staged ones, and its twin with secrets in up to three of them. */
export const stagedCorpus = async (count, { withRules = false } = {}) => {
  const name = `staged-${count}${withRules ? '-own-rules' : ''}`
  return {
    clean: await kept(name, 2, make(count, { withRules, withSecrets: false })),
    planted: await kept(`${name}-planted`, 2, make(count, { withRules, withSecrets: true })),
  }
}
