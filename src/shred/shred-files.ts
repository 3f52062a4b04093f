import { type FileLayer, type FilePath, nodeFileLayer } from './file-layer.ts'
import type { ShredOptions } from './options.ts'
import { notBegun, type ShredOutcome } from './outcome.ts'
import { shredFile } from './shred-file.ts'
import { shownPath } from './target-path.ts'

const interrupted = 'was not begun, because the work was interrupted'

/** Shreds one file after the other; after `signal` the file at hand is finished and no other begun. */
export const shredFiles = async (
  targets: readonly FilePath[],
  options: ShredOptions,
  layer: FileLayer = nodeFileLayer,
): Promise<readonly ShredOutcome[]> => {
  const outcomes: ShredOutcome[] = []
  for (const target of targets) {
    outcomes.push(
      options.signal?.aborted ? notBegun(shownPath(target), interrupted) : await shredFile(target, options, layer),
    )
  }
  return outcomes
}
