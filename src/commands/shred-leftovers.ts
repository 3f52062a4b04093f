import type { BigIntStats } from 'node:fs'
import type { ReadFailure } from '../model/unit.ts'
import { visible } from '../reporters/shred-visible.ts'
import type { FileLayer, FilePath } from '../shred/file-layer.ts'
import type { Listed } from '../shred/guards.ts'
import { notBegun, type ShredOutcome } from '../shred/outcome.ts'
import { eachOnce, type Target } from '../shred/shred-files.ts'
import { shownPath } from '../shred/target-path.ts'
import type { ShredInput } from './shred.ts'

/** A leftover, and what was found in it, in words and without the value. */
export interface FoundFile {
  readonly path: FilePath
  readonly why: string
  /** Why it is left alone, and what to do about that, in words. */
  readonly left?: string | undefined
}

export interface FoundLeftovers {
  readonly targets: readonly FoundFile[]
  /** Where leftovers may lie that were not found. */
  readonly unseen: readonly ReadFailure[]
  /** Sentences on what was left out without harm. */
  readonly advice: readonly string[]
}

const factsOf = async (path: FilePath, layer: FileLayer): Promise<BigIntStats | undefined> => {
  try {
    return await layer.lstat(path)
  } catch {
    return undefined // Gone by now; the shredding says so.
  }
}

const listLine = ({ path, why }: FoundFile, facts: BigIntStats | undefined): string =>
  `  ${visible(shownPath(path))} (${facts === undefined ? 'gone by now' : `${facts.size} ${facts.size === 1n ? 'byte' : 'bytes'}`}): ${visible(why)}\n`

/** Both clocks are the system's; that of files is behind by some milliseconds, and never ahead. */
const listedAs = (facts: BigIntStats | undefined, begun: number): Listed => {
  if (facts === undefined) return 'gone'
  return facts.ctimeMs > BigInt(begun) ? 'changed' : facts
}

/**
 * Shows what was found by a search that began at `begun`, and remembers which files these are, so that no other is
 * shredded in their place.
 */
export const listLeftovers = async (
  found: readonly FoundFile[],
  begun: number,
  write: (text: string) => void,
  layer: FileLayer,
): Promise<readonly Target[]> => {
  const targets: Target[] = []
  for (const file of eachOnce(found)) {
    const facts = await factsOf(file.path, layer)
    write(listLine(file, facts))
    targets.push({ path: file.path, listed: listedAs(facts, begun) })
  }
  return targets
}

/** What somebody still needs would be lost to them; who knows better names the file. */
export const leftAlone = ({ path, left }: FoundFile): readonly ShredOutcome[] =>
  left === undefined ? [] : [notBegun(shownPath(path), `was left alone: ${left}, or shred the file by its name`)]

/** Why the found leftovers are not to be touched, or undefined to go on. */
export const objectionTo = async (
  targets: readonly Target[],
  input: ShredInput,
  signal: AbortSignal | undefined,
): Promise<string | undefined> => {
  const { dryRun, yes } = input.arguments
  if (dryRun || yes || targets.length === 0) return undefined
  if (!input.interactive) return 'was left alone: nobody can be asked here; look at the list and repeat with --yes'
  const files = targets.length === 1 ? 'this file' : `these ${targets.length} files`
  if (await input.confirm(`Overwrite and remove ${files}?`, signal)) return undefined
  return signal?.aborted ? 'was left alone, because the work was interrupted' : 'was left alone, as you answered'
}

/** The search is part of what was asked for, so what it could not see is a failure. */
export const notSearched = ({ path, reason }: ReadFailure): ShredOutcome => ({
  ...notBegun(path === '' ? '(leftovers)' : path, `could not be searched for leftovers: ${reason}`),
  status: 'failed',
})
