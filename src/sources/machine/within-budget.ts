import type { MachineBudget } from './options.ts'
import { tellingFirst } from './telling-first.ts'
import type { Candidate } from './walk.ts'

/** The files that the budget allows to be read, telling names first and then the newest, and how many it does not. */
export const withinBudget = (
  candidates: readonly Candidate[],
  budget: MachineBudget,
): { readonly read: readonly Candidate[]; readonly left: number } => {
  const newest = [...candidates].sort((a, b) => b.modified - a.modified)
  let bytes = 0
  const ordered = newest.length <= budget.files ? newest : tellingFirst(newest, tells)
  const read = ordered.slice(0, budget.files).filter(({ size }) => {
    if (bytes + size > budget.bytes) return false
    bytes += size
    return true
  })
  return { read, left: candidates.length - read.length }
}

const tells = ({ kind, path }: Candidate): boolean => kind.tells?.(path.slice(path.lastIndexOf('/') + 1)) === true
