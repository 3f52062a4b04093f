import { readEncryptedFile } from './encrypted-file.ts'
import type { Leaf } from './leaves.ts'
import { isPlain } from './plaintext.ts'
import { type LeafPolicy, noMarks } from './selectors.ts'

/**
 * Of a file with metadata in which nothing is encrypted, the first value that `wanted` has encrypted. Undefined where
 * something is encrypted, and where the file's own selectors are invalid or want more than they got: other findings.
 */
export const firstWanted = async (path: string, text: string, wanted: LeafPolicy): Promise<Leaf | undefined> => {
  if (wanted.byComment) return undefined
  const file = await readEncryptedFile(path, text)
  if (file === undefined || file.policy.invalid.length > 0) return undefined
  const { leaves } = file
  if (leaves.some((leaf) => looksEncrypted(leaf) || isPlain(leaf))) return undefined
  return leaves.find((leaf) => isPlain({ ...leaf, mustBeEncrypted: wanted.mustEncrypt(leaf.path, noMarks) }))
}

/** Whole or damaged ciphertext. */
const looksEncrypted = ({ value }: Leaf): boolean => typeof value === 'string' && value.trimStart().startsWith('ENC[')
