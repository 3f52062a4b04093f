import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { spread } from './files.mjs'
import { drawFrom } from './random.mjs'
import { cleanSourceFiles, smallerTreeCorpus } from './tree.mjs'

const begin = async (count) => {
  const tree = await smallerTreeCorpus()
  const usable = cleanSourceFiles(tree, { least: 4000, most: 50_000 })
  return spread(usable, count).map(({ path }, index) => ({
    path: `packages/p${index % 40}/${index}-${path.slice(path.lastIndexOf('/') + 1)}`,
    lines: readFileSync(join(tree.root, path), 'utf8').split('\n'),
  }))
}

// A version differs from the one before by a few lines: some new, some moved in from elsewhere, some gone.
const edit = (lines, draw) => {
  const at = draw(lines.length)
  const from = draw(lines.length)
  const gone = lines.length > 60 ? draw(6) : 0
  const moved = lines.slice(from, from + draw(6))
  return [...lines.slice(0, at), `// change ${draw(2 ** 31)}`, ...moved, ...lines.slice(at + gone)]
}

/** Source files that change: `all` answers them as they stand, `change(n)` edits n of them and answers those. */
export const changingFiles = async (count, seed) => {
  const files = await begin(count)
  const draw = drawFrom(seed)
  const stand = ({ path, lines }) => ({ path, text: lines.join('\n') })
  const change = (many) => {
    const chosen = new Set(Array.from({ length: many }, () => files[draw(files.length)]))
    for (const file of chosen) file.lines = edit(file.lines, draw)
    return [...chosen].map(stand)
  }
  return { all: () => files.map(stand), change }
}
