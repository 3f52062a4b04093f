import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { judgeBudgets } from './budgets.mjs'
import { writeGitConfiguration } from './corpora/git.mjs'
import { stagedCorpus } from './corpora/staged.mjs'
import { treeCorpus } from './corpora/tree.mjs'
import { machine } from './machine.mjs'
import { page } from './markdown.mjs'
import { measure } from './measure.mjs'
import { asHook, onOneThread, ours } from './ours.mjs'
import { findPeers } from './peers/index.mjs'
import { needBuild, ownFolder, top } from './place.mjs'
import { fileRows } from './rows/file.mjs'
import { historyRows } from './rows/history.mjs'
import { kernelFigures } from './rows/kernel.mjs'
import { leftoverRows } from './rows/leftovers.mjs'
import { rotationRows } from './rows/rotation.mjs'
import { stagedRows } from './rows/staged.mjs'
import { treeRows } from './rows/tree.mjs'

const everyRow = [...stagedRows, ...leftoverRows, ...treeRows, ...historyRows, ...rotationRows, ...fileRows]

const chosen = (ids) =>
  everyRow.filter(({ id }) => ids.length === 0 || ids.some((one) => id === one || id.startsWith(`${one}-`)))

const known = (ids) => {
  const names = new Set([...everyRow.flatMap(({ id }) => [id, id.split('-')[0]]), 'kernel'])
  for (const id of ids)
    if (!names.has(id)) throw new Error(`no row is named "${id}"; there are ${[...names].join(', ')}`)
}

// Some contenders build a cache on their first run; its cost belongs to no row.
const warmUp = async (contenders) => {
  const { clean } = await stagedCorpus(1)
  const stdout = join(ownFolder(), 'warm-up.out')
  for (const one of contenders)
    if (one.staged !== undefined) await measure(one.staged({ root: clean.root, staged: clean.staged, stdout }))
}

const runRows = async (rows, contenders) => {
  const done = []
  for (const row of rows) {
    const result = await row.run(contenders)
    if (result !== undefined) done.push(result)
  }
  return done
}

const main = async (ids) => {
  known(ids)
  needBuild()
  writeGitConfiguration()
  const peers = findPeers()
  const contenders = [ours(), asHook(), onOneThread(), ...peers.ready]
  const about = machine()
  await warmUp(contenders)
  const { planted, root } = await treeCorpus()
  const figures = ids.length === 0 || ids.includes('kernel') ? await kernelFigures(root) : []
  // The kernel alone names no row of commands.
  const rows = await runRows(ids.length === 1 && ids[0] === 'kernel' ? [] : chosen(ids), contenders)
  const budgets = judgeBudgets(rows, figures)
  const text = page({ machine: about, peers, rows, planted, figures, budgets })
  if (ids.length === 0) writeFileSync(join(top, 'bench/RESULTS.md'), text)
  console.log(text)
  if (budgets.some(({ met }) => !met)) process.exitCode = 1
}

try {
  await main(process.argv.slice(2))
} finally {
  rmSync(ownFolder(), { recursive: true, force: true })
}
