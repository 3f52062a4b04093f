import type { Leaf } from '../sops/document.ts'

/** The leaves without the comments that sops writes as items of a list, where each is counted as if there were none. */
export const withoutListComments = (leaves: readonly Leaf[]): readonly Leaf[] => {
  const comments = new Map<string, number[]>()
  for (const { encrypted, document, place } of leaves) {
    const at = place.at(-1)
    if (encrypted?.type !== 'comment' || typeof at !== 'number') continue
    const list = keyOf(document, place.slice(0, -1))
    comments.set(list, [...(comments.get(list) ?? []), at])
  }
  if (comments.size === 0) return leaves
  return leaves
    .filter(({ encrypted, place }) => encrypted?.type !== 'comment' || typeof place.at(-1) !== 'number')
    .map((leaf) => ({ ...leaf, place: renumbered(leaf, comments) }))
}

const keyOf = (document: number, place: Leaf['place']): string => JSON.stringify([document, ...place])

const renumbered = ({ document, place }: Leaf, comments: ReadonlyMap<string, readonly number[]>): Leaf['place'] =>
  place.map((step, index) => {
    if (typeof step !== 'number') return step
    const before = comments.get(keyOf(document, place.slice(0, index))) ?? []
    return step - before.filter((at) => at < step).length
  })
