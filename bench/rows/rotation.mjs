import { rotationCorpus } from '../corpora/rotation.mjs'
import { nodeStart } from '../floors.mjs'
import { runRow } from '../row.mjs'

/** What the rows are compared with. */
export const gitLog = 'git log --raw -- the encrypted files'

const row = (id, title, every) => ({
  id,
  run: async (contenders) => {
    const { root, paths, planted } = await rotationCorpus(every)
    const log = {
      name: gitLog,
      floor: true,
      for: () => ({ program: 'git', args: ['log', '--raw', '--', ...paths], cwd: root }),
    }
    const job = { root, planted, staged: paths }
    return runRow({ id, title, kind: 'rotation', job, floors: [nodeStart, log], contenders, rounds: 7 })
  },
})

/** How long it takes to date the credentials of 500 encrypted files. */
export const rotationRows = [
  row('rotation', 'rotation, 500 encrypted files, 20,000 commits of which one in ten changes them', 10),
  row('rotation-every', 'rotation, 500 encrypted files, 20,000 commits of which every one changes them', 1),
]
