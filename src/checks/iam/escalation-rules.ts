import type { Rule } from '../../model/rule.ts'
import { iamRule } from './iam-rule.ts'

const words = /\biam:[\w*?]/i
const load = () => import('./hits/escalation.ts')

/** Any role can be handed to a service. */
export const iamPassRole: Rule = iamRule(
  {
    id: 'iam-pass-role',
    summary: 'A policy allows iam:PassRole for every role',
    severity: 'high',
    why: 'Whoever may hand any role to a function or a machine of theirs acts with the rights of the mightiest one.',
    remedy:
      'Name the roles: arn:aws:iam::ACCOUNT:role/NAME. Add a condition that says to which service: "StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html'],
  },
  ['iam:'],
  words,
  async () => (await load()).passRoleHits,
)

/** Somebody can give themselves more rights. */
export const iamPrivilegeEscalation: Rule = iamRule(
  {
    id: 'iam-privilege-escalation',
    summary: 'A policy lets its holder gain further rights',
    severity: 'high',
    why: 'Who may change policies, or make keys for others, has in effect every right that policies can give.',
    remedy:
      'Leave these actions to the role that deploys. Where they are needed, name the users or roles they are allowed on, and demand a permissions boundary with the condition iam:PermissionsBoundary.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html'],
  },
  ['iam:'],
  words,
  async () => (await load()).escalationHits,
)
