import type { Leaf } from '../../sops/document.ts'
import type { Opened } from './opened.ts'

/** A leaf whose ciphertext is not what SOPS wrote, and what SOPS wrote. */
export interface Damage {
  readonly leaf: Leaf
  readonly written: string
}

/**
 * Leaves that still have a part of the ciphertext that another version with the same `mac` has, and not all of it: SOPS
 * draws a new `iv` for every new value, and writes no value without a new `mac`.
 */
export const damageIn = (now: Opened, before: Opened): readonly Damage[] => {
  const whole = new Set<string>()
  const byPart = new Map<string, string>()
  const byPlace = new Map<string, string>()
  for (const leaf of before.file.leaves) {
    if (leaf.encrypted === undefined) continue
    const written = String(leaf.value)
    whole.add(written)
    for (const part of partsOf(written)) byPart.set(part, written)
    byPlace.set(placeOf(leaf), written)
  }
  return now.file.leaves.flatMap((leaf) => {
    const value = typeof leaf.value === 'string' ? leaf.value : ''
    if (!value.startsWith('ENC[') || whole.has(value)) return []
    const written =
      partsOf(value).flatMap((part) => byPart.get(part) ?? [])[0] ?? similar(value, byPlace.get(placeOf(leaf)))
    return written === undefined ? [] : [{ leaf, written }]
  })
}

/** Where a leaf stands, as one text. */
export const placeOf = ({ document, place }: Leaf): string => JSON.stringify([document, ...place])

/** The `iv` and the `tag`, which no two values share by chance. */
const partsOf = (value: string): readonly string[] =>
  [/,iv:([^,]{40,}),/, /,tag:([^,]{20,}),/].flatMap((part) => part.exec(value)?.[1] ?? [])

const similar = (value: string, written: string | undefined): string | undefined => {
  const data = written?.slice(0, written.indexOf(',iv:'))
  return data !== undefined && data.length > 40 && value.startsWith(data) ? written : undefined
}
