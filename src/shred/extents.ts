/** One run of blocks of a file, counted in the file system's blocks. */
export interface Extent {
  readonly logical: number
  readonly physical: number
  readonly length: number
  /** As `filefrag` prints them: `shared`, `inline`, `encoded`, `last` and others. */
  readonly flags: readonly string[]
}

/** `0:  0..  4:  3328..  3332:  5:  3300:  shared,eof`; the sixth number is left out where blocks follow each other. */
const line = /^ *\d+: *(\d+)\.\. *\d+: *(\d+)\.\. *\d+: *(\d+):(?: *\d+:)? *(\S*) *$/gm

const total = /: (\d+) extents? found$/m

/** The blocks of a file from what `filefrag -v` prints; undefined where that is not read to its end. */
export const readExtents = (printed: string): readonly Extent[] | undefined => {
  const extents = [...printed.matchAll(line)].map(([, logical, physical, length, flags = '']) => ({
    logical: Number(logical),
    physical: Number(physical),
    length: Number(length),
    flags: flags.split(',').filter((flag) => flag !== ''),
  }))
  // filefrag counts neighbours as one extent.
  const found = total.exec(printed)?.[1]
  if (found === undefined || extents.length < Number(found)) return undefined
  return extents.length > 0 === Number(found) > 0 ? extents : undefined
}

// A delayed extent has no place on the device yet, so nothing of it is there.
const harmless = new Set(['last', 'eof', 'merged', 'unwritten', 'delalloc', 'unknown_loc', 'encrypted'])

const telling: ReadonlyMap<string, string> = new Map([
  ['shared', 'shares blocks of this file with a copy (cp makes such copies) or a snapshot, which keeps the contents'],
  ['inline', 'holds so small a file among its own records, of which older versions stay'],
  ['tail_packed', 'holds the end of this file among its own records, of which older versions stay'],
])

const reasonOf = ({ flags }: Extent): string | undefined => {
  const known = flags.find((flag) => telling.has(flag))
  if (known !== undefined) return telling.get(known)
  if (flags.includes('encoded') && !flags.includes('encrypted'))
    return 'stores this file compressed, and changed data in another place'
  const place = flags.includes('unknown_loc') && !flags.includes('delalloc')
  const odd = flags.find((flag) => !harmless.has(flag) && flag !== 'encoded')
  return place || odd !== undefined
    ? `does not tell where the blocks of this file lie (${odd ?? 'unknown_loc'})`
    : undefined
}

/** Why these blocks cannot be overwritten in place, or undefined. */
export const obstacleIn = (extents: readonly Extent[]): string | undefined => {
  for (const extent of extents) {
    const reason = reasonOf(extent)
    if (reason !== undefined) return reason
  }
  return undefined
}

/** Neighbours that lie behind each other on the device too, as one. */
const joined = (extents: readonly Extent[]): Extent[] => {
  const runs: Extent[] = []
  for (const extent of extents) {
    const last = runs.at(-1)
    const follows =
      last?.logical === extent.logical - (last?.length ?? 0) && last.physical === extent.physical - last.length
    if (last !== undefined && follows) runs[runs.length - 1] = { ...last, length: last.length + extent.length }
    else runs.push(extent)
  }
  return runs
}

const holds = (run: Extent, place: Extent): boolean =>
  run.logical <= place.logical &&
  place.logical + place.length <= run.logical + run.length &&
  run.physical - run.logical === place.physical - place.logical

/**
 * Whether every block of `before` is still a block of the file, in the same place: then what was written since went
 * over it. Both stand in the order of the file, as printed.
 */
export const stayedInPlace = (before: readonly Extent[], after: readonly Extent[]): boolean => {
  const placed = (extents: readonly Extent[]) => extents.filter(({ flags }) => !flags.includes('unknown_loc'))
  const runs = joined(placed(after))
  let at = 0
  for (const place of placed(before)) {
    for (let run = runs[at]; run !== undefined && run.logical + run.length <= place.logical; run = runs[at]) at += 1
    const run = runs[at]
    if (run === undefined || !holds(run, place)) return false
  }
  return true
}
