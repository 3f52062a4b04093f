import { CannotCheckError } from '../model/errors.ts'
import { parseRawChanges, type RawChange } from './raw-changes.ts'
import { emptyTree, isUnborn, mergeHeads } from './repository.ts'
import { type GitPlace, git } from './run.ts'

const indexAgainst = async (place: GitPlace, tree: string): Promise<RawChange[]> =>
  parseRawChanges(
    await git(place, ['diff-index', '--cached', '--raw', '-z', '--no-renames', '--no-abbrev', tree, '--']),
  )

/** What differs between the index and HEAD; on an unborn branch, everything. */
export const indexChanges = async (place: GitPlace): Promise<RawChange[]> => {
  try {
    return await indexAgainst(place, 'HEAD')
  } catch (error) {
    if (!(error instanceof CannotCheckError) || !(await isUnborn(place))) throw error
    return indexAgainst(place, await emptyTree(place))
  }
}

/**
 * Of `changes` against HEAD, those that the next commit itself brings: while a merge is under way, what differs from
 * every parent, with the old sides of all of them.
 */
export const changesOfCommit = async (
  place: GitPlace,
  gitDir: string,
  changes: readonly RawChange[],
): Promise<readonly RawChange[]> => {
  const heads = mergeHeads(gitDir, place.env)
  if (heads.length === 0) return changes
  const others = await Promise.all(heads.map((head) => indexAgainst(place, head)))
  const byPath = others.map((list) => new Map(list.map((change) => [change.path.toString('latin1'), change])))
  return changes.flatMap((change) => {
    const twins = byPath.map((map) => map.get(change.path.toString('latin1')))
    if (twins.some((twin) => twin === undefined)) return []
    const all = [change, ...twins.filter((twin) => twin !== undefined)]
    return [{ ...change, oldModes: all.flatMap((each) => each.oldModes), oldOids: all.flatMap((each) => each.oldOids) }]
  })
}
