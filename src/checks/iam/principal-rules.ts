import type { Rule } from '../../model/rule.ts'
import { iamRule } from './iam-rule.ts'

const load = () => import('./hits/principals.ts')

/** A resource is open to everybody. */
export const iamPublicPrincipal: Rule = iamRule(
  {
    id: 'iam-public-principal',
    summary: 'A policy allows something to everybody',
    severity: 'high',
    why: 'Principal "*" is not the own account: it is everybody with an account of AWS, and often everybody without one.',
    remedy:
      'Name the accounts or roles. Where they are not known, add a condition that says who: aws:PrincipalOrgID, aws:SourceArn, aws:SourceAccount or aws:SourceVpce. Let a public web site be read through CloudFront.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html'],
  },
  ['principal'],
  /\bAllow\b|aws_iam_policy_document/,
  async () => (await load()).publicHits,
)

/** Any token of a provider opens a role. */
export const iamWebIdentityOpen: Rule = iamRule(
  {
    id: 'iam-web-identity-open',
    summary: 'A role can be taken with any token of an identity provider',
    severity: 'high',
    why: 'A provider such as that of GitHub Actions makes tokens for everybody. Without a condition on the subject, a workflow of any stranger can take the role.',
    remedy:
      'Add conditions on the audience and the subject: "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"} and "StringLike": {"token.actions.githubusercontent.com:sub": "repo:OWNER/REPOSITORY:ref:refs/heads/main"}.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html'],
  },
  ['assumerolewithwebidentity'],
  /AssumeRoleWithWebIdentity/i,
  async () => (await load()).webIdentityHits,
)
