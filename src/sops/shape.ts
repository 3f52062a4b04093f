import { readEncryptedFile } from './encrypted-file.ts'
import type { Leaf } from './leaves.ts'

/** What an encrypted file lets one see of its plaintext. */
export interface Shape {
  /** Dotted paths of the encrypted leaves. */
  readonly keys: ReadonlySet<string>
  /** Bytes of the plaintext, where it is a whole file in the envelope of the binary store. */
  readonly length?: number
}

/** The shape of a file that SOPS encrypted in any store; undefined for any other file. */
export const shapeOf = async (path: string, text: string): Promise<Shape | undefined> => {
  const file = await readEncryptedFile(path, text)
  if (file === undefined) return undefined
  const length = file.store === 'binary' || file.store === 'json' ? lengthIn(file.leaves) : undefined
  if (length !== undefined) return { keys: new Set(), length }
  return { keys: new Set(file.leaves.filter(isEncrypted).map((leaf) => leaf.path.join('.'))) }
}

const isEncrypted = (leaf: Leaf): boolean => leaf.encrypted !== undefined

/** Ciphertext is as long as its plaintext. */
const lengthIn = ([first, ...others]: readonly Leaf[]): number | undefined =>
  others.length === 0 && first?.encrypted !== undefined && first.path.join('.') === 'data'
    ? Buffer.from(first.encrypted.data, 'base64').length
    : undefined
