import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  rmSync(root, { recursive: true, force: true })
  mkdirSync(content, { recursive: true })
  const made = { ...(await make(content)), version }
  writeFileSync(facts, JSON.stringify(made))
  return { ...made, root: content }
}
