import type { Rule } from '../../model/rule.ts'
import { encryptedFileRule } from './encrypted-file-rule.ts'

const format = 'https://getsops.io/docs/#encryption-protocol'

const restore =
  'Restore the last good version (git checkout REVISION -- FILE) and make the change with sops edit FILE or sops set.'

const encGrammar = encryptedFileRule(
  {
    id: 'sops-enc-grammar',
    summary: 'An encrypted value is damaged',
    severity: 'high',
    why: 'The value begins as ciphertext of SOPS and does not end as one: characters were lost or changed, by hand, by a spelling corrector or in a merge. It cannot be decrypted, and neither can the file.',
    remedy: restore,
    references: [format],
  },
  ({ damagedHits }) => damagedHits,
)

const encTrailing = encryptedFileRule(
  {
    id: 'sops-enc-trailing',
    summary: 'Text stands behind an encrypted value',
    severity: 'high',
    why: 'SOPS reads a value up to the closing bracket and drops the rest without a word. What stands behind it is readable in the repository and survives in no decrypted file, so nobody notices it.',
    remedy: `Replace the credential if there was one in it and it was ever pushed. ${restore}`,
    references: [format],
  },
  ({ trailingHits }) => trailingHits,
)

const encUnexpected = encryptedFileRule(
  {
    id: 'sops-enc-unexpected',
    summary: 'A value is encrypted that the selectors leave out',
    severity: 'low',
    why: 'SOPS decides by the selectors in the file which values it decrypts. This one is handed on as ciphertext: the selectors were edited after the file was encrypted.',
    remedy: 'Restore the selectors, decrypt, and encrypt again with the new ones.',
    references: ['https://getsops.io/docs/#encrypting-only-parts-of-a-file'],
  },
  ({ unexpectedHits }) => unexpectedHits,
)

const encDuplicate = encryptedFileRule(
  {
    id: 'sops-enc-dup',
    summary: 'The same ciphertext stands twice in a file',
    severity: 'low',
    why: 'Ciphertext is bound to the path of its key. A copy under another key cannot be decrypted; two equal ones under one key show everybody that the values are equal.',
    remedy: 'Enter the value under its own key with sops edit FILE or sops set.',
    references: [format],
  },
  ({ repeatedCiphertextHits }) => repeatedCiphertextHits,
)

const ivReuse = encryptedFileRule(
  {
    id: 'sops-iv-reuse',
    summary: 'Two values share an initialization vector or a tag and differ',
    severity: 'high',
    why: 'SOPS draws an initialization vector for each value and uses it again only for the very same value under the same key. Parts of one ciphertext in another mean that the file was changed by hand; two values under one vector also give the cipher away.',
    remedy: `${restore} If both decrypt, replace both values.`,
    references: [format, 'https://csrc.nist.gov/pubs/sp/800/38/d/final'],
  },
  ({ reusedIvHits }) => reusedIvHits,
)

const lengthShort = encryptedFileRule(
  {
    id: 'sops-len-short',
    summary: 'An encrypted credential is short',
    severity: 'low',
    why: 'Ciphertext of SOPS is as long as its plaintext, so the length of a password is no secret. A short one is guessed.',
    remedy: 'Make a longer one where the service allows it.',
    references: [format],
  },
  ({ shortValueHits }) => shortValueHits,
  { advisory: true },
)

/** What can be wrong with ciphertext. */
export const ciphertextRules: readonly Rule[] = [
  encGrammar,
  encTrailing,
  encUnexpected,
  encDuplicate,
  ivReuse,
  lengthShort,
]
