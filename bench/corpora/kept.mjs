import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from '../place.mjs'

/**
 * A corpus that stays from run to run: made by `make(folder)` when it is not there complete, in this version.
 * What `make` answers (what was planted, how large it is) is kept beside it.
 */
export const kept = async (name, version, make) => {
  const root = join(folder('corpora'), name)
  const content = join(root, 'content')
  const facts = join(root, 'facts.json')
  if (existsSync(facts)) {
    const known = JSON.parse(readFileSync(facts, 'utf8'))
    if (known.version === version) return { ...known, root: content }
  }
  console.error(`making the corpus "${name}"`)
  const making = `${root}.${process.pid}`
  mkdirSync(join(making, 'content'), { recursive: true })
  const made = { ...(await make(join(making, 'content'))), version }
  writeFileSync(join(making, 'facts.json'), JSON.stringify(made))
  rmSync(root, { recursive: true, force: true })
  renameSync(making, root)
  return { ...made, root: content }
}
