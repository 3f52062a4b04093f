import type { Rule } from '../../model/rule.ts'
import { ciphertextRules } from './ciphertext-rules.ts'
import { downgrade } from './downgrade.ts'
import { plainRequired } from './plain-required.ts'
import { plaintextRules } from './plaintext-rules.ts'
import { regexInvalid } from './regex-invalid.ts'
import { structureRules } from './structure-rules.ts'

/** What is decided by more than the file itself: creation rules, the configuration, the version before. */
export const requirementRules: readonly Rule[] = [plainRequired, downgrade, regexInvalid]

/** What can be wrong with a file that is, was or must be encrypted. */
export const sopsRules: readonly Rule[] = [
  ...requirementRules,
  ...plaintextRules,
  ...ciphertextRules,
  ...structureRules,
]
