import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow, sourceFiles, spread, totals } from './files.mjs'
import { kept } from './kept.mjs'
import { further, smaller } from './packages.mjs'
import { planter } from './plant.mjs'
import { unpack } from './unpack.mjs'

const make = async (root) => {
  unpack(smaller, join(root, 'smaller'))
  unpack(further, join(root, 'further'))
  const { into } = await planter(7000)
  const places = ['smaller', 'further'].flatMap((part) =>
    spread(sourceFiles(join(root, part)), 20).map(({ path }) => join(part, path)),
  )
  const planted = places.map((path) => {
    const grown = into(readFileSync(join(root, path), 'utf8'), path)
    writeFileSync(join(root, path), grown.text)
    return grown.planted
  })
  return { planted, ...totals(filesBelow(root)), smaller: totals(filesBelow(join(root, 'smaller'))) }
}

/** At least 100 MB of published source with 40 planted secrets, 20 of them in its part `smaller`. */
export const treeCorpus = () => kept('tree', 1, make)

/** Source files of a tree in which nothing was planted. */
export const cleanSourceFiles = ({ root, planted }, sizes) => {
  const secret = new Set(planted.map(({ path }) => path))
  return sourceFiles(root, sizes).filter(({ path }) => !secret.has(path))
}

/** The part of the tree with at least 30 MB in at least 3,000 files, and 20 planted secrets. */
export const smallerTreeCorpus = async () => {
  const tree = await treeCorpus()
  const inside = tree.planted.filter(({ path }) => path.startsWith('smaller/'))
  return {
    root: join(tree.root, 'smaller'),
    ...tree.smaller,
    planted: inside.map((one) => ({ ...one, path: one.path.slice('smaller/'.length) })),
  }
}
