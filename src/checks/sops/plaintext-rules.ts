import type { Rule } from '../../model/rule.ts'
import { encryptedFileRule } from './encrypted-file-rule.ts'

const partial = 'https://getsops.io/docs/#encrypting-only-parts-of-a-file'

const retyped =
  'Replace the credential if it was ever pushed. Then run leaktight seal --fix FILE, which needs a key, or restore the encrypted version and enter the value with sops edit FILE.'

/** A leaf of an encrypted file that is plaintext although the file's own selectors have it encrypted. */
export const leafPlain = encryptedFileRule(
  {
    id: 'sops-leaf-plain',
    summary: 'A value in a SOPS-encrypted file is plaintext',
    severity: 'high',
    why: 'The file looks encrypted, yet this value was typed or pasted in the clear: it goes into the commit readable. SOPS refuses to decrypt such a file, and a glance at the other values gives nothing away.',
    remedy: retyped,
    references: [partial],
  },
  ({ leafPlainHits }) => leafPlainHits,
)

const leafType = encryptedFileRule(
  {
    id: 'sops-leaf-type',
    summary: 'A number or boolean in a SOPS-encrypted file is plaintext',
    severity: 'high',
    why: 'SOPS writes every value that it encrypts as text, numbers and booleans too. One that stands there as it is was typed in by hand and is readable to everybody.',
    remedy: retyped,
    references: [partial],
  },
  ({ leafTypeHits }) => leafTypeHits,
)

const nothingEncrypted = encryptedFileRule(
  {
    id: 'sops-nothing-encrypted',
    summary: 'A file has SOPS metadata and no encrypted value',
    severity: 'high',
    why: 'SOPS adds its metadata and a valid MAC also where its selectors match no key at all, and says nothing. Everybody takes such a file for encrypted.',
    remedy:
      'Correct encrypted_regex or the suffix in .sops.yaml, take the sops block out of the file and encrypt it again. Replace the credentials in it if it was ever pushed.',
    references: [partial],
  },
  ({ nothingEncryptedHits }) => nothingEncryptedHits,
)

const unencryptedSecret = encryptedFileRule(
  {
    id: 'sops-unenc-secretlike',
    summary: 'A value that sounds like a credential is left in plaintext by the selectors',
    severity: 'low',
    why: 'Whatever the selectors of a file do not name stays readable. A key that sounds like a credential outside of them is an oversight more often than not.',
    remedy:
      'If it is a credential, replace it, widen encrypted_regex (or the suffix) in .sops.yaml, and encrypt the file again.',
    references: [partial],
  },
  ({ unencryptedSecretHits }) => unencryptedSecretHits,
  { generic: true },
)

const commentPlain = encryptedFileRule(
  {
    id: 'sops-comment-plain',
    summary: 'A comment in a SOPS-encrypted file is plaintext',
    severity: 'low',
    why: 'SOPS encrypts comments as it does values, because people write passwords into them. A comment that was added by hand stays readable, and the MAC does not cover it.',
    remedy: 'Take the comment out and enter it with sops edit FILE, which encrypts it.',
    references: ['https://github.com/getsops/sops/issues/229', partial],
  },
  ({ commentPlainHits }) => commentPlainHits,
)

const keySecretlike = encryptedFileRule(
  {
    id: 'sops-key-secretlike',
    summary: 'A key of a SOPS-encrypted file looks like a token',
    severity: 'low',
    why: 'SOPS encrypts values and never keys. Whoever uses a credential as the key of a map publishes it.',
    remedy: 'If it is a credential, replace it, and give the value a name that is none.',
    references: ['https://getsops.io/docs/#yaml-format'],
  },
  ({ keySecretlikeHits }) => keySecretlikeHits,
)

/** What stands readable in an encrypted file. */
export const plaintextRules: readonly Rule[] = [
  leafPlain,
  leafType,
  nothingEncrypted,
  unencryptedSecret,
  commentPlain,
  keySecretlike,
]
