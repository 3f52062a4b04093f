import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { git } from '../corpora/git.mjs'
import { addCommits, blobTotals, historyCorpus } from '../corpora/history.mjs'
import { catObjects, nodeStart } from '../floors.mjs'
import { measure } from '../measure.mjs'
import { hasCache } from '../ours.mjs'
import { ownFolder, top } from '../place.mjs'
import { runRow } from '../row.mjs'

const floors = [nodeStart, catObjects]

const described = ({ blobs, bytes }) => `${(bytes / 1e6).toFixed(0)} MB in ${blobs} blobs`

const generated = {
  id: 'history',
  run: async (contenders) => {
    const { root, planted, ...size } = await historyCorpus()
    const title = `history, generated: ${described(size)}`
    return runRow({
      id: 'history',
      title,
      kind: 'history',
      job: { root, planted },
      floors,
      contenders,
      rounds: 5,
      ...size,
    })
  },
}

const own = {
  id: 'history-own',
  run: async (contenders) => {
    const root = join(ownFolder(), 'own-repository')
    git(top, 'clone', '--quiet', '--no-local', '.', root)
    const size = blobTotals(root)
    const title = `history, this repository: ${described(size)}`
    const job = { root, planted: [] }
    const row = await runRow({ id: 'history-own', title, kind: 'history', job, floors, contenders, rounds: 5, ...size })
    rmSync(root, { recursive: true, force: true })
    return row
  },
}

const second = {
  id: 'history-cached',
  run: async (contenders) => {
    if (!hasCache()) return undefined
    const corpus = await historyCorpus()
    const root = join(ownFolder(), 'history-cached')
    cpSync(corpus.root, root, { recursive: true })
    const job = { root, planted: corpus.planted }
    const [{ cached }] = contenders.filter((one) => one.cached !== undefined)
    await measure(cached(job))
    let day = 0
    const title = 'history, generated: a second run after 10 new commits, with the cache'
    const before = () => addCommits(root, 10, 1000 + day++)
    const row = await runRow({
      id: 'history-cached',
      title,
      kind: 'cached',
      job,
      floors,
      contenders,
      rounds: 5,
      before,
    })
    rmSync(root, { recursive: true, force: true })
    return row
  },
}

/** Every version of every file that a repository holds. */
export const historyRows = [generated, own, second]
