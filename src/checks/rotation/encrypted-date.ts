import type { Leaf, EncryptedFile as SopsFile } from '../../sops/document.ts'
import { shownKey } from '../shown-key.ts'
import type { ClaimName } from './claim-names.ts'

/** Why a date that was meant to be read lies encrypted, and what to call it instead. */
export const encryptedDate = (leaf: Leaf, as: ClaimName, { metadata }: SopsFile): string => {
  const key = leaf.path.at(-1) ?? ''
  const [selector, written] = [...metadata.selectors][0] ?? ['unencrypted_suffix', '_unencrypted']
  const is = 'is encrypted, so that it is not read'
  switch (selector) {
    case 'unencrypted_suffix':
      return `${is}: ${suffixAdvice(key, as, written)}`
    case 'encrypted_suffix':
      return `${is}: give it a name that does not end in ${shownKey(written)}`
    case 'encrypted_regex':
      return `${is}: give it a name that the encrypted_regex of this file does not match`
    case 'unencrypted_regex':
      return `${is}: give it a name that the unencrypted_regex of this file matches`
    case 'encrypted_comment_regex':
    case 'unencrypted_comment_regex':
      return `${is}: move it to where the ${selector} of this file leaves it in the clear`
  }
}

const suffixAdvice = (key: string, { meant, prefix, word }: ClaimName, suffix: string): string => {
  const bare = meant ?? (prefix === '' ? word : `${prefix}_${word}`)
  const ending = shownKey(suffix)
  return key.toLowerCase().endsWith(suffix.toLowerCase())
    ? `SOPS compares the ending ${ending} with case`
    : `call it ${shownKey(bare + suffix)}`
}
