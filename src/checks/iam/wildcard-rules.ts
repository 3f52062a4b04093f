import type { Rule } from '../../model/rule.ts'
import { iamRule } from './iam-rule.ts'

const references = ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege']
const keywords = ['statement']
const allows = /\bAllow\b|aws_iam_policy_document/

/** Every action on everything. */
export const iamFullAdmin: Rule = iamRule(
  {
    id: 'iam-full-admin',
    summary: 'A policy allows every action on every resource',
    severity: 'high',
    why: 'Whoever gets hold of a credential with this policy owns the account: every other user, every key and all data.',
    remedy:
      'Write down the actions that are needed and the ARNs that they are needed on. IAM Access Analyzer makes such a policy from what was really called. Keep administration to a role that people assume with MFA.',
    references,
  },
  keywords,
  allows,
  async () => (await import('./hits/wildcards.ts')).fullAdminHits,
)

/** Every action, on less than everything. */
export const iamActionWildcard: Rule = iamRule(
  {
    id: 'iam-action-wildcard',
    summary: 'A policy allows every action on some resources',
    severity: 'medium',
    why: 'Among every action are those that delete the resource, open it to others and change who may use it.',
    remedy: 'Name the actions that are needed, such as s3:GetObject, in place of "*".',
    references,
  },
  keywords,
  allows,
  async () => (await import('./hits/wildcards.ts')).actionWildcardHits,
)

/** Every action of one service. */
export const iamServiceWildcard: Rule = iamRule(
  {
    id: 'iam-service-wildcard',
    summary: 'A policy allows every action of a service',
    severity: 'medium',
    why: 'What a service learns to do later is allowed, too; with iam:* and organizations:* that is the whole account.',
    remedy:
      'Name the actions that are needed, and the ARNs that they are needed on. The Service Authorization Reference lists them by service.',
    references: [
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    ],
  },
  keywords,
  allows,
  async () => (await import('./hits/wildcards.ts')).serviceWildcardHits,
)

/** An action that could be limited to resources, on all of them. */
export const iamResourceWildcard: Rule = iamRule(
  {
    id: 'iam-resource-wildcard',
    summary: 'A policy allows an action on every resource that could be limited to some',
    severity: 'medium',
    why: 'The credential reaches data and services that its program never uses, and so does whoever steals it.',
    remedy:
      'Name the ARNs that are needed in place of "*". Put actions for which AWS knows no resources, such as most List and Describe ones, into a statement of their own.',
    references: [
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    ],
  },
  keywords,
  allows,
  async () => (await import('./hits/resource-wildcard.ts')).resourceWildcardHits,
)

/** More of Bedrock than calls of named models. */
export const iamBedrockWildcard: Rule = iamRule(
  {
    id: 'iam-bedrock-wildcard',
    summary: 'A policy allows more of Bedrock than calls of some models',
    severity: 'medium',
    why: 'Whoever steals the credential can run the dearest models at your expense; with bedrock:* also buy throughput and remove guardrails.',
    remedy:
      'Allow bedrock:InvokeModel and bedrock:InvokeModelWithResponseStream on the ARNs of the models and inference profiles that are called.',
    references: [
      'https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html',
    ],
  },
  ['bedrock'],
  /\bbedrock[\w*?-]*:[\w*?]/i,
  async () => (await import('./hits/bedrock.ts')).bedrockHits,
)
