import type { Leaf } from '../../sops/document.ts'
import type { Opened } from './opened.ts'

const keyOf = ({ path }: Leaf): string => JSON.stringify(path)

/**
 * Leaves whose ciphertext SOPS wrote under another key. It is bound to the keys above it, though the MAC is not, so it
 * cannot be decrypted where it stands now.
 */
export const movedLeaves = (now: Opened, written: Opened): readonly Leaf[] => {
  const keys = new Map<string, Set<string>>()
  for (const leaf of written.file.leaves) {
    if (leaf.encrypted === undefined) continue
    const value = String(leaf.value)
    const known = keys.get(value)
    if (known === undefined) keys.set(value, new Set([keyOf(leaf)]))
    else known.add(keyOf(leaf))
  }
  return now.file.leaves.filter(
    (leaf) => leaf.encrypted !== undefined && keys.get(String(leaf.value))?.has(keyOf(leaf)) === false,
  )
}
