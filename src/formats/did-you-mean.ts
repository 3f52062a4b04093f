/** Edits (insert, delete, replace, swap of neighbours) between two short words. */
export const distance = (left: string, right: string): number => {
  let older: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1]
      const at = (cells: readonly number[], index: number): number => cells[index] ?? Number.POSITIVE_INFINITY
      let cost = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
      )
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (swapped && row > 1 && column > 1) cost = Math.min(cost, at(older, column - 2) + 1)
      current.push(cost)
    }
    older = previous
    previous = current
  }
  return previous[right.length] ?? 0
}

/** The candidate a person most likely meant by `word`, if one is near enough. */
export const nearest = (word: string, candidates: Iterable<string>): string | undefined => {
  let best: string | undefined
  let least = Math.min(3, Math.ceil(word.length / 3)) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue
    const edits = distance(word.toLowerCase(), candidate.toLowerCase())
    if (edits >= least) continue
    best = candidate
    least = edits
  }
  return best
}

/** `; did you mean "…"?` where there is something near, else nothing. */
export const didYouMean = (word: string, candidates: Iterable<string>): string => {
  const near = nearest(word, candidates)
  return near === undefined ? '' : `; did you mean "${near}"?`
}
