import { stagedCorpus } from '../corpora/staged.mjs'
import { nodeStart } from '../floors.mjs'
import { runRow } from '../row.mjs'
import { stagedSopsRow } from './staged-sops.mjs'

const rounds = 7

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
      env: options.env,
    })
  },
})

// Certificates of one's own make every start of node slower, the floor's included.
const bare =
  process.env.NODE_EXTRA_CA_CERTS === undefined
    ? []
    : [
        row('staged-20-bare', 'staged, 20 files, without NODE_EXTRA_CA_CERTS', 20, {
          env: { NODE_EXTRA_CA_CERTS: '' },
        }),
      ]

/** What a commit waits for, with as many staged files. */
export const stagedRows = [
  row('staged-1', 'staged, 1 file', 1),
  row('staged-20', 'staged, 20 files', 20),
  row('staged-200', 'staged, 200 files', 200),
  row('staged-own-rules', 'staged, 20 files, configuration and own rules', 20, { withRules: true }),
  ...bare,
  stagedSopsRow,
]
