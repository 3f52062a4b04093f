import type { Leaf } from '../../../sops/document.ts'
import { encSpans } from '../../../sops/enc.ts'

/** Written as ciphertext and not well-formed as a whole: damaged, or with text behind it. */
export const isDamaged = (leaf: Leaf): boolean =>
  leaf.encrypted === undefined && leaf.alias === undefined && looksEncrypted(leaf)

/** SOPS tries to decrypt what must be encrypted; elsewhere only its own prefix is no text of somebody else's. */
const looksEncrypted = ({ value, mustBeEncrypted }: Leaf): boolean =>
  typeof value === 'string' && value.trimStart().startsWith(mustBeEncrypted ? 'ENC[' : 'ENC[AES256_GCM,')

/** Where well-formed ciphertext ends at the beginning of a text; undefined where it does not begin with any. */
export const ciphertextEnd = (text: string): number | undefined => {
  for (const [start, end] of encSpans(text)) return text.slice(0, start).trim() === '' ? end : undefined
  return undefined
}
