import { smallerTreeCorpus, treeCorpus } from '../corpora/tree.mjs'
import { catFiles, nodeStart } from '../floors.mjs'
import { runRow } from '../row.mjs'

const row = (id, title, corpus) => ({
  id,
  run: async (contenders) => {
    const { root, bytes, files, planted } = await corpus()
    return runRow({
      id,
      title: `${title}: ${(bytes / 1e6).toFixed(0)} MB in ${files} files`,
      kind: 'tree',
      job: { root, planted },
      floors: [nodeStart, catFiles],
      contenders,
      rounds: 5,
      bytes,
    })
  },
})

/** A folder of source, examined as it stands. */
export const treeRows = [row('tree-smaller', 'tree', smallerTreeCorpus), row('tree', 'tree', treeCorpus)]
