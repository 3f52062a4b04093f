import type { Rule } from '../../model/rule.ts'
import { iamAccessKey, iamManagedPolicy } from './declared-rules.ts'
import { iamPassRole, iamPrivilegeEscalation } from './escalation-rules.ts'
import { iamNotAction, iamNotPrincipal, iamNotResource } from './negated-rules.ts'
import { iamPublicPrincipal, iamWebIdentityOpen } from './principal-rules.ts'
import {
  iamActionWildcard,
  iamBedrockWildcard,
  iamFullAdmin,
  iamResourceWildcard,
  iamServiceWildcard,
} from './wildcard-rules.ts'

/** What is wider than it need be in policies of AWS IAM. */
export const iamRules: readonly Rule[] = [
  iamFullAdmin,
  iamActionWildcard,
  iamServiceWildcard,
  iamResourceWildcard,
  iamBedrockWildcard,
  iamNotAction,
  iamNotResource,
  iamNotPrincipal,
  iamPassRole,
  iamPrivilegeEscalation,
  iamPublicPrincipal,
  iamWebIdentityOpen,
  iamManagedPolicy,
  iamAccessKey,
]
