import { bigFileCorpus } from '../corpora/big-file.mjs'
import { catFile, memoryCopy, nodeStart } from '../floors.mjs'
import { runRow } from '../row.mjs'

const row = (id, title, kind, mebibytes) => ({
  id,
  run: async (contenders) => {
    const { root, path, bytes, planted } = await bigFileCorpus(mebibytes)
    return runRow({
      id,
      title,
      kind,
      job: { root, path, file: 'text.txt', planted },
      floors: [nodeStart, catFile, memoryCopy(bytes)],
      contenders,
      rounds: 3,
      byPath: kind === 'file',
      bytes,
    })
  },
})

/** One large text: as a file, and on standard input. */
export const fileRows = [
  row('file', 'one file of 1 GiB', 'file', 1024),
  row('stdin', 'standard input of 256 MiB', 'stdin', 256),
]
