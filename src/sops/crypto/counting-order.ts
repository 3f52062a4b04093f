import type { EncryptedFile } from '../encrypted-file.ts'
import type { Leaf } from '../leaves.ts'

/**
 * The leaves as SOPS comes across them: in file order, but for INI, where a repeated section continues the first of its
 * name and a repeated key overwrites the first in its place.
 */
export const countingOrder = ({ store, leaves }: Pick<EncryptedFile, 'store' | 'leaves'>): readonly Leaf[] => {
  if (store !== 'ini') return leaves
  const sections = new Map<string, Map<string, Leaf>>([['DEFAULT', new Map()]])
  for (const leaf of leaves) {
    const [section = '', ...key] = leaf.path
    const keys = sections.get(section) ?? new Map<string, Leaf>()
    sections.set(section, keys.set(key.join('\0'), leaf))
  }
  return [...sections.values()].flatMap((keys) => [...keys.values()])
}
