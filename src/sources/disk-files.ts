import { join } from 'node:path'
import type { Source } from '../model/unit.ts'
import { newTally, standing, unitAt } from './files.ts'
import { below } from './folder.ts'
import { displayPath } from './git-units.ts'

/** Relative to the root; bytes as git stores them. */
export type DiskPath = string | Buffer

/** Files of the working tree as changes of their committed versions. What is not on disk is no unit. */
export const diskFilesSource = (
  root: string,
  paths: readonly DiskPath[],
  committed: (path: string) => Promise<Uint8Array | undefined>,
): Source => {
  const tally = newTally()
  return {
    name: 'worktree',
    offers: new Set(['content', 'path', 'base', 'repository']),
    ...tally,
    async *units() {
      for (const path of paths) {
        const shown = typeof path === 'string' ? path : displayPath(path)
        const name = typeof path === 'string' ? join(root, path) : below(root, path)
        const stats = standing(name, shown, tally)
        if (stats === undefined || stats === 'absent') continue
        const unit = unitAt(name, shown, { from: 'worktree' }, stats, tally)
        if (unit !== undefined) yield { ...unit, base: () => committed(shown) }
      }
    },
  }
}
