import { stagedCorpus } from '../corpora/staged.mjs'
import { nodeStart } from '../floors.mjs'
import { runRow } from '../row.mjs'

const rounds = 25

const jobOf = ({ root, staged, planted }) => ({ root, staged, planted })

const row = (id, title, count, options = {}) => ({
  id,
  run: async (contenders) => {
    const { clean, planted } = await stagedCorpus(count, options)
    return runRow({
      id,
      title,
      kind: options.withRules ? 'stagedOwnRules' : 'staged',
      job: jobOf(clean),
      probe: jobOf(planted),
      floors: [nodeStart],
      contenders,
      rounds,
      apart: true,
    })
  },
})

/** What a commit waits for, with as many staged files. */
export const stagedRows = [
  row('staged-1', 'staged, 1 file', 1),
  row('staged-20', 'staged, 20 files', 20),
  row('staged-200', 'staged, 200 files', 200),
  row('staged-own-rules', 'staged, 20 files, configuration and own rules', 20, { withRules: true }),
]
