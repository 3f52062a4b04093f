import type { TreeNode } from '../../../formats/tree.ts'
import type { Piece } from './piece.ts'
import { distinct, documentsOf } from './yaml-file.ts'
import { entriesOf, runsOf, valueAt } from './yaml-script.ts'

/** What the jobs of a pipeline run: `before_script` and `script` in one shell, `after_script` in one of its own. */
export const piecesInPipeline = async (path: string, text: string): Promise<readonly Piece[]> => {
  if (!text.includes('script')) return []
  const documents = await documentsOf(path, text)
  return distinct(
    documents.flatMap((root) => [
      ...piecesOfJob(text, root),
      ...entriesOf(root).flatMap(({ value: job }) => piecesOfJob(text, job)),
    ]),
  )
}

const piecesOfJob = (text: string, job: TreeNode): readonly Piece[] => {
  const runs = (...keys: readonly string[]) => keys.flatMap((key) => runsOf(text, valueAt(job, ...key.split('.'))))
  return [
    { shell: 'unknown', runs: runs('before_script', 'script') },
    { shell: 'unknown', runs: runs('after_script') },
    { shell: 'unknown', runs: runs('hooks.pre_get_sources_script') },
  ]
}
