import { temporaryCorpus } from '../corpora/temporary.mjs'
import { nodeStart } from '../floors.mjs'
import { ours } from '../ours.mjs'
import { runRow } from '../row.mjs'

/** What the rows are compared with. */
export const emptyFolder = 'leaktight, its temporary folder empty'

const looking = (verb, root, env) => {
  const { program, args, ...rest } = ours().staged({ root })
  return { program, args: args.flatMap((word) => (word === 'staged' ? verb : [word])), ...rest, env }
}

const row = (id, title, verb, count) => ({
  id,
  run: async () => {
    const { folder, repository } = await temporaryCorpus(count)
    const run = (job) => looking(verb, job.root, { LEAKTIGHT_TEMP_DIRS: folder })
    const twin = { name: emptyFolder, floor: true, for: (job) => looking(verb, job.root, {}) }
    return runRow({
      id,
      title,
      kind: 'staged',
      job: { root: repository, staged: ['a.js'], planted: [] },
      floors: [nodeStart, twin],
      contenders: [{ ...ours(), staged: run, read: () => [] }], // its report is for people
      rounds: 21,
      apart: true,
    })
  },
})

/** What looking for leftovers adds to a commit, and how long an audit of the machine takes. */
export const leftoverRows = [
  row('leftovers-2000', 'staged, 2,000 entries in the temporary folder', ['staged'], 2_000),
  row('leftovers-100000', 'staged, 100,000 entries in the temporary folder', ['staged'], 100_000),
  row('leftovers-deep', 'audit --machine, 100,000 entries in the temporary folder', ['audit', '--machine'], 100_000),
]
