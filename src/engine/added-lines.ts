/** Answers whether any of the 1-based lines from `first` to `last` was added. */
export type Added = (first: number, last: number) => boolean

// Two versions that differ in more lines than this count as wholly new: fail closed, in bounded time.
const mostEdits = 20_000

const linesOf = (bytes: Uint8Array): string[] =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1').split('\n')

/** Lines of `after` that a shortest edit script from `before` inserts; undefined when the two are too far apart. */
const insertedLines = async (before: Uint8Array, after: Uint8Array): Promise<Set<number> | undefined> => {
  const { diffArrays } = await import('diff')
  const changes = diffArrays(linesOf(before), linesOf(after), { maxEditLength: mostEdits, timeout: 2_000 })
  if (changes === undefined) return undefined
  const inserted = new Set<number>()
  let line = 1
  for (const change of changes) {
    if (change.removed) continue
    if (change.added) for (let index = 0; index < change.value.length; index++) inserted.add(line + index)
    line += change.value.length
  }
  return inserted
}

/** Lines of `after` that stand in none of the versions `before`. */
export const addedLines = async (before: readonly Uint8Array[], after: Uint8Array): Promise<Added> => {
  const sets = await Promise.all(before.map((version) => insertedLines(version, after)))
  return (first, last) => {
    for (let line = first; line <= last; line++)
      if (sets.every((set) => set === undefined || set.has(line))) return true
    return false
  }
}
