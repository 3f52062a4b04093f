import type { MachineBudget } from './options.ts'
import type { Candidate } from './walk.ts'

/** The newest files that the budget allows to be read, and how many it does not. */
export const withinBudget = (
  candidates: readonly Candidate[],
  budget: MachineBudget,
): { readonly read: readonly Candidate[]; readonly left: number } => {
  const newest = [...candidates].sort((a, b) => b.modified - a.modified)
  let bytes = 0
  const read = newest.slice(0, budget.files).filter(({ size }) => {
    if (bytes + size > budget.bytes) return false
    bytes += size
    return true
  })
  return { read, left: candidates.length - read.length }
}
