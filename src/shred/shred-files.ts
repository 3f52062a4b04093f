import { type FileLayer, type FilePath, nodeFileLayer } from './file-layer.ts'
import type { Listed } from './guards.ts'
import type { ShredOptions } from './options.ts'
import { notBegun, type ShredOutcome } from './outcome.ts'
import { shredFile } from './shred-file.ts'
import { shredTree } from './shred-tree.ts'
import { shownPath } from './target-path.ts'

/** What is to be shredded. */
export interface Target {
  readonly path: FilePath
  /** What the user was shown under that path. */
  readonly listed?: Listed
}

/** What became of all targets. */
export interface ShredResults {
  readonly outcomes: readonly ShredOutcome[]
  /** Folders that were removed, or would be. */
  readonly folders: readonly string[]
}

/** Each path once, where it stands first. */
export const eachOnce = <Named extends { readonly path: FilePath }>(targets: readonly Named[]): readonly Named[] => {
  const seen = new Set<string>()
  return targets.filter(({ path }) => {
    const bytes = Buffer.from(path).toString('latin1')
    return !seen.has(bytes) && seen.add(bytes)
  })
}

const interrupted = 'was not begun, because the work was interrupted'

/** Shreds one target after the other; after `signal` the file at hand is finished and no other begun. */
export const shredFiles = async (
  targets: readonly Target[],
  options: ShredOptions,
  layer: FileLayer = nodeFileLayer,
): Promise<ShredResults> => {
  const outcomes: ShredOutcome[] = []
  const folders: string[] = []
  for (const { path, listed } of targets) {
    if (options.signal?.aborted) {
      outcomes.push(notBegun(shownPath(path), interrupted))
    } else if (options.recursion !== undefined) {
      const tree = await shredTree(path, options, options.recursion, layer)
      outcomes.push(...tree.outcomes)
      folders.push(...tree.folders)
    } else {
      outcomes.push(await shredFile(path, listed === undefined ? options : { ...options, listed }, layer))
    }
  }
  return { outcomes, folders }
}
