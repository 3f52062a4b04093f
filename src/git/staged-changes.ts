import { CannotCheckError } from '../model/errors.ts'
import { parseRawChanges, type RawChange } from './raw-changes.ts'
import { emptyTree, isUnborn, mergeHeads } from './repository.ts'
import { type GitPlace, git } from './run.ts'

const indexAgainst = async (place: GitPlace, tree: string): Promise<RawChange[]> =>
  parseRawChanges(
    await git(place, ['diff-index', '--cached', '--raw', '-z', '--no-renames', '--no-abbrev', tree, '--']),
  )

const indexAgainstHead = async (place: GitPlace): Promise<RawChange[]> => {
  try {
    return await indexAgainst(place, 'HEAD')
  } catch (error) {
    if (!(error instanceof CannotCheckError) || !(await isUnborn(place))) throw error
    return indexAgainst(place, await emptyTree(place))
  }
}

/** What the next commit changes, with the old side of every parent; of a merge, what differs from all of them. */
export const stagedChanges = async (place: GitPlace, gitDir: string): Promise<RawChange[]> => {
  const changes = await indexAgainstHead(place)
  const others = await Promise.all(mergeHeads(gitDir).map((head) => indexAgainst(place, head)))
  const byPath = others.map((list) => new Map(list.map((change) => [change.path.toString('latin1'), change])))
  return changes.flatMap((change) => {
    const twins = byPath.map((map) => map.get(change.path.toString('latin1')))
    if (twins.some((twin) => twin === undefined)) return []
    const oldOids = [...change.oldOids, ...twins.flatMap((twin) => twin?.oldOids ?? [])]
    return [{ ...change, oldOids }]
  })
}
