import type { Context, Document } from '../../model/rule.ts'

/** The document stands in the examined state of the repository, or outside of any: no older version, no other copy. */
export const isCurrent = async ({ unit, path }: Document, context: Context): Promise<boolean> => {
  const { from } = unit.origin
  if (from === 'index' || from === 'worktree' || from === 'stdin') return true
  if (from !== 'commit') return false
  const current = await context.repository?.read(path)
  return current !== undefined && Buffer.compare(current, await unit.bytes()) === 0
}
