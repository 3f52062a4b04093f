import type { Context, Document } from '../model/rule.ts'

/**
 * Whether a document is the file as the examined state has it. Of a version that a later one has replaced, what it says
 * beside the files of today says nothing.
 */
export const isCurrent = async ({ path, unit, bytes }: Document, { repository }: Context): Promise<boolean> => {
  const { from } = unit.origin
  if (repository === undefined || (from !== 'commit' && from !== 'object')) return true
  const current = await repository.read(path)
  return current !== undefined && Buffer.compare(current, bytes) === 0
}
