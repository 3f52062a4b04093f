import type { Rule } from '../../model/rule.ts'
import { iamRule } from './iam-rule.ts'

const load = () => import('./hits/negated.ts')

/** Everything but some actions. */
export const iamNotAction: Rule = iamRule(
  {
    id: 'iam-not-action',
    summary: 'A policy allows every action but some',
    severity: 'medium',
    why: 'Allow with NotAction grants whatever is not named, in every service and in those that AWS has yet to offer.',
    remedy: 'Name what is needed with Action. To forbid some actions, add a statement with Effect Deny.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html'],
  },
  ['notaction', 'not_actions'],
  /NotAction|not_actions/,
  async () => (await load()).notActionHits,
)

/** Everything but some resources. */
export const iamNotResource: Rule = iamRule(
  {
    id: 'iam-not-resource',
    summary: 'A policy allows actions on every resource but some',
    severity: 'medium',
    why: 'Allow with NotResource grants access to whatever is not named, and to whatever is made later.',
    remedy: 'Name what is needed with Resource. To forbid some resources, add a statement with Effect Deny.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html'],
  },
  ['notresource', 'not_resources'],
  /NotResource|not_resources/,
  async () => (await load()).notResourceHits,
)

/** Everybody but some. */
export const iamNotPrincipal: Rule = iamRule(
  {
    id: 'iam-not-principal',
    summary: 'A policy allows something to everybody but some',
    severity: 'high',
    why: 'Allow with NotPrincipal grants access to the whole world but those it names, people without an account included.',
    remedy: 'Name who needs access with Principal. NotPrincipal belongs to Effect Deny alone.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html'],
  },
  ['notprincipal', 'not_principals'],
  /NotPrincipal|not_principals/,
  async () => (await load()).notPrincipalHits,
)
