import type { Rule } from '../../model/rule.ts'
import { iamRule } from './iam-rule.ts'

const load = () => import('./hits/declared.ts')

/** A managed policy that allows much more than anybody needs. */
export const iamManagedPolicy: Rule = iamRule(
  {
    id: 'iam-managed-policy',
    summary: 'A managed policy of AWS is attached that allows far too much',
    severity: 'high',
    why: 'AdministratorAccess is the whole account; the FullAccess policies let their holder delete and open everything a service keeps. AWS adds to them without asking.',
    remedy:
      'Write a policy with the actions and ARNs that are needed, and attach that. Keep AdministratorAccess to a role that people assume with MFA.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-use-aws-defined-policies',
      'https://docs.aws.amazon.com/bedrock/latest/userguide/security-iam-awsmanpol.html',
    ],
  },
  ['administratoraccess', 'fullaccess', 'poweruser', 'secretsmanagerreadwrite'],
  /AdministratorAccess|FullAccess|PowerUser|SecretsManagerReadWrite/,
  async () => (await load()).managedPolicyHits,
)

/** A long-lived key made by a template. */
export const iamAccessKey: Rule = iamRule(
  {
    id: 'iam-access-key',
    summary: 'A long-lived key of an IAM user is made by a template',
    severity: 'medium',
    why: 'Such a key never expires, nobody rotates it, and its secret stands in the state or the outputs of the template.',
    remedy:
      'Give programs a role and temporary credentials: an instance profile, a service role, OIDC from CI, IAM Roles Anywhere. If a key must be, make it by hand, keep it SOPS-encrypted and rotate it.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles',
      'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_access_key',
    ],
  },
  [
    'aws_iam_access_key',
    'aws_iam_service_specific_credential',
    'aws::iam::accesskey',
    'aws::iam::servicespecificcredential',
  ],
  /aws_iam_(?:access_key|service_specific_credential)|AWS::IAM::(?:AccessKey|ServiceSpecificCredential)/,
  async () => (await load()).accessKeyHits,
)
