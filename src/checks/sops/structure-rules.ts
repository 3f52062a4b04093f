import type { Rule } from '../../model/rule.ts'
import { encryptedFileRule } from './encrypted-file-rule.ts'

const jsonTrailing = encryptedFileRule(
  {
    id: 'sops-json-trailing',
    summary: 'Text stands behind the end of an encrypted JSON document',
    severity: 'high',
    why: 'SOPS reads JSON up to the closing brace and nothing behind it. Plaintext there survives every command that does not write the file again, and no check of SOPS minds it.',
    remedy: 'Replace the credential if there was one and it was ever pushed, then delete what stands behind the brace.',
    references: ['https://getsops.io/docs/#json-and-json_binary-indentation'],
  },
  ({ jsonTrailingHits }) => jsonTrailingHits,
)

const duplicateKey = encryptedFileRule(
  {
    id: 'sops-dup-key',
    summary: 'A key stands twice in a SOPS-encrypted file',
    severity: 'high',
    why: 'Which of two equal keys counts differs from reader to reader: SOPS keeps both in JSON, takes the last one in INI and refuses YAML. A plaintext line beside its encrypted twin decrypts without an error.',
    remedy:
      'Delete the one that does not belong there and check the rest with sops decrypt. Replace the credential if the plaintext one was ever pushed.',
    references: ['https://github.com/getsops/sops/issues'],
  },
  ({ duplicateKeyHits }) => duplicateKeyHits,
)

const yamlAlias = encryptedFileRule(
  {
    id: 'sops-yaml-alias',
    summary: 'An alias, an anchor or a tag stands in a SOPS-encrypted file',
    severity: 'high',
    why: 'SOPS expands aliases when it encrypts and never writes one, nor tags of its own. An alias to a ciphertext cannot be decrypted, because ciphertext is bound to the path of its key.',
    remedy: 'Restore the encrypted version and make the change with sops edit FILE.',
    references: ['https://getsops.io/docs/#yaml-anchors'],
  },
  ({ aliasHits }) => aliasHits,
)

/** What SOPS never writes, and few readers notice. */
export const structureRules: readonly Rule[] = [jsonTrailing, duplicateKey, yamlAlias]
