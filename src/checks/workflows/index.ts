import type { Rule } from '../../model/rule.ts'
import { ciAgeKeyExposed } from './age-key-exposed.ts'
import { ciDebugTrace } from './debug-trace.ts'
import { ciDecryptedUnmasked } from './decrypted-unmasked.ts'
import { ciDerivedSecret } from './derived-secret.ts'
import { ciEnvDump } from './env-dump.ts'
import { ciLiteralCredential } from './literal-credential.ts'
import { ciSecretEnvScope } from './secret-env-scope.ts'
import { ciSecretExported } from './secret-exported.ts'
import { ciSecretInRun } from './secret-in-run.ts'
import { ciSecretPrinted } from './secret-printed.ts'
import { ciSecretsDump } from './secrets-dump.ts'
import { ciSecretsInherit } from './secrets-inherit.ts'
import { ciUntrustedCheckout } from './untrusted-checkout.ts'
import { ciWorkspaceArtifact } from './workspace-artifact.ts'

/** What can be wrong with secrets in the workflows of a CI. */
export const workflowRules: readonly Rule[] = [
  ciSecretsDump,
  ciDerivedSecret,
  ciSecretPrinted,
  ciSecretExported,
  ciDecryptedUnmasked,
  ciEnvDump,
  ciDebugTrace,
  ciUntrustedCheckout,
  ciWorkspaceArtifact,
  ciLiteralCredential,
  ciAgeKeyExposed,
  ciSecretInRun,
  ciSecretEnvScope,
  ciSecretsInherit,
]
