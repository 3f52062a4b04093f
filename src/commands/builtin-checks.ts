import { iamRules } from '../checks/iam/index.ts'
import { kubernetesRules } from '../checks/kubernetes/index.ts'
import { leftoverKeyTree, leftoverWiped } from '../checks/leftovers/index.ts'
import { nixRules } from '../checks/nix/index.ts'
import { rotationRule } from '../checks/rotation/index.ts'
import { shellRules } from '../checks/shell/index.ts'
import { sopsRules } from '../checks/sops/index.ts'
import { sopsConfigRules } from '../checks/sops-config/index.ts'
import { decryptedRules } from '../checks/sops-decrypted/index.ts'
import { valueLeftover } from '../checks/sops-decrypted/value-leftover.ts'
import { sopsHistoryRules } from '../checks/sops-history/index.ts'
import { sopsMetadataRules } from '../checks/sops-metadata/index.ts'
import { sopsRecipientRules } from '../checks/sops-recipients/index.ts'
import { sopsRepositoryRules } from '../checks/sops-repository/index.ts'
import { workflowRules } from '../checks/workflows/index.ts'
import type { Rule } from '../model/rule.ts'

/** The rules in code that look at units of the repository. */
export const builtinChecks: readonly Rule[] = [
  ...sopsRules,
  ...sopsMetadataRules,
  ...sopsConfigRules,
  ...sopsRecipientRules,
  ...sopsRepositoryRules,
  ...decryptedRules,
  ...sopsHistoryRules,
  ...kubernetesRules,
  ...shellRules,
  ...workflowRules,
  ...nixRules,
  ...iamRules,
  rotationRule,
]

/** Every rule in code that content is searched for, whichever verb runs it. */
export const searchingChecks: readonly Rule[] = [...builtinChecks, leftoverKeyTree, leftoverWiped, valueLeftover]
