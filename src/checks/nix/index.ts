import type { Rule } from '../../model/rule.ts'
import { nixAgeKey } from './age-key.ts'
import { nixHashedPassword } from './hashed-password.ts'
import { nixKeyPathLiteral } from './key-path-literal.ts'
import { nixPlaceholderOutside } from './placeholder-outside.ts'
import { nixPlainValue } from './plain-value.ts'
import { nixReadDecrypted } from './read-decrypted.ts'
import { nixSecretIntoStore } from './secret-into-store.ts'
import { nixSecretMode } from './secret-mode.ts'
import { nixSopsFilePlain } from './sops-file-plain.ts'
import { nixKeyInRunSecrets, nixSecretsInSwap, nixSopsUnvalidated } from './sops-options.ts'

/** What can be wrong with secrets in a Nix configuration. */
export const nixRules: readonly Rule[] = [
  nixSopsFilePlain,
  nixKeyPathLiteral,
  nixAgeKey,
  nixReadDecrypted,
  nixSecretIntoStore,
  nixPlainValue,
  nixHashedPassword,
  nixPlaceholderOutside,
  nixSecretMode,
  nixSopsUnvalidated,
  nixSecretsInSwap,
  nixKeyInRunSecrets,
]
