import type { Context, Document, Repository } from '../../model/rule.ts'

/** How git stands to a file. */
export type Standing = 'tracked' | 'untracked' | 'ignored'

const lists = new WeakMap<Repository, Promise<ReadonlySet<string>>>()

/** The tracked paths of a repository, as a set that is made once. */
export const trackedPaths = (repository: Repository): Promise<ReadonlySet<string>> => {
  const known = lists.get(repository) ?? repository.list().then((paths) => new Set(paths))
  lists.set(repository, known)
  return known
}

/** What lies in the index or in a commit is tracked, whatever else. */
export const standingOf = async ({ path, unit }: Document, { repository }: Context): Promise<Standing> => {
  if (repository === undefined || unit.origin.from !== 'worktree') return 'tracked'
  if ((await trackedPaths(repository)).has(path)) return 'tracked'
  return (await repository.ignores?.(path)) === true ? 'ignored' : 'untracked'
}
