import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Whether a look at the files tells that no object is left out: no pack came from a partial clone, and all of the store is
 * in this folder. Not known for a linked working tree, whose store is elsewhere.
 */
export const isWholeClone = (gitDir: string): boolean => {
  const objects = join(gitDir, 'objects')
  if (existsSync(join(objects, 'info/alternates'))) return false
  try {
    return !readdirSync(join(objects, 'pack')).some((name) => name.endsWith('.promisor'))
  } catch {
    return false
  }
}
