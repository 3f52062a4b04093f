import type { Hit } from '../../../model/rule.ts'
import type { Leaf } from '../../../sops/document.ts'
import { isPlain } from '../../../sops/plaintext.ts'
import { isCredentialPath } from '../../leftovers/credential-key.ts'
import { isRealValue } from '../../leftovers/real-value.ts'
import type { FileHits } from '../encrypted-file-rule.ts'
import { isDamaged } from './ciphertext-like.ts'

/** Metadata below values of which none is encrypted, and none must be by the file's own selectors. */
export const nothingEncryptedHits: FileHits = function* ({ leaves, policy }): Generator<Hit> {
  const held = leaves.filter(({ value }) => value !== null && value !== '')
  if (held.length === 0 || held.some((leaf) => leaf.encrypted !== undefined || isDamaged(leaf) || isPlain(leaf))) return
  if (policy.invalid.length > 0) return
  yield {
    note: 'This file has SOPS metadata and a MAC, and none of its values is encrypted: its selectors match nothing',
    ...(held.some(isCredential) ? {} : { severity: 'low' }),
  }
}

const isCredential = ({ path, value }: Leaf): boolean => isCredentialPath(path) && isRealValue(value)
