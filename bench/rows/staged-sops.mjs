import { canEncrypt, sopsCorpus } from '../corpora/sops.mjs'
import { nodeStart } from '../floors.mjs'
import { ours } from '../ours.mjs'
import { runRow } from '../row.mjs'

/** What the row's repository is compared with. */
export const withoutSops = 'leaktight, the same without SOPS'

const id = 'staged-sops'

/** What a commit waits for among 200 encrypted files, one of which is staged, and among plain ones. */
export const stagedSopsRow = {
  id,
  run: async (contenders) => {
    if (!canEncrypt()) return undefined
    const { encrypted, plain } = await sopsCorpus()
    const { root, staged, planted } = encrypted
    const twin = { name: withoutSops, floor: true, for: () => ours().staged({ root: plain.root }) }
    return runRow({
      id,
      title: 'staged, 1 of 200 encrypted files',
      kind: 'staged',
      job: { root, staged, planted },
      floors: [nodeStart, twin],
      contenders: contenders.filter(({ name }) => name === 'leaktight'),
      rounds: 21,
      apart: true,
    })
  },
}
