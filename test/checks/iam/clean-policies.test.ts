import { expect, test } from 'vitest'
import { failing } from './found.ts'

const allow = (action: string | readonly string[], resource: string | readonly string[], further = {}) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...further,
})

const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2)

const root = { AWS: 'arn:aws:iam::111122223333:root' }

/** Policies in the manner of AWS's documentation, at which nobody should stumble. */
const clean: readonly (readonly [what: string, path: string, text: string])[] = [
  [
    'Bedrock, one model',
    'iam/bedrock.json',
    policy(
      allow(
        ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
        'arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-3-haiku',
      ),
    ),
  ],
  [
    'Bedrock, inference profiles as the user guide has them',
    'iam/profiles.json',
    policy(
      allow(
        ['bedrock:InvokeModel*', 'bedrock:CreateInferenceProfile'],
        [
          'arn:aws:bedrock:*::foundation-model/*',
          'arn:aws:bedrock:*:*:inference-profile/*',
          'arn:aws:bedrock:*:*:application-inference-profile/*',
        ],
      ),
      allow(['bedrock:GetInferenceProfile', 'bedrock:ListInferenceProfiles', 'bedrock:CallWithBearerToken'], '*'),
    ),
  ],
  [
    'S3, one bucket, to read',
    'iam/s3.json',
    policy(
      allow('s3:ListBucket', 'arn:aws:s3:::bucket'),
      allow(['s3:GetObject', 's3:GetObjectVersion'], 'arn:aws:s3:::bucket/*'),
      allow(['s3:ListAllMyBuckets', 's3:GetBucketLocation'], 'arn:aws:s3:::*'),
    ),
  ],
  [
    'Lambda logs',
    'iam/logs.json',
    policy(
      allow('logs:CreateLogGroup', 'arn:aws:logs:*:*:*'),
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], 'arn:aws:logs:*:*:*'),
    ),
  ],
  [
    'Lambda in a VPC',
    'iam/vpc.json',
    policy(
      allow(
        [
          'ec2:CreateNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DeleteNetworkInterface',
          'ec2:AssignPrivateIpAddresses',
        ],
        '*',
      ),
    ),
  ],
  [
    'actions for which AWS knows no resources',
    'iam/star.json',
    policy(
      allow(
        [
          'sts:GetCallerIdentity',
          'iam:GenerateCredentialReport',
          'iam:GetCredentialReport',
          'iam:ListUsers',
          'ecr:GetAuthorizationToken',
          'cloudwatch:PutMetricData',
          'xray:PutTraceSegments',
          'ec2:Describe*',
          'tag:GetResources',
          'kms:ListAliases',
        ],
        '*',
      ),
    ),
  ],
  [
    'the default policy of a KMS key',
    'kms/key.json',
    policy({ Sid: 'Enable IAM User Permissions', ...allow('kms:*', '*', { Principal: root }) }),
  ],
  [
    'a KMS key with administrators, users and grants',
    'kms/roles.json',
    policy(
      allow('kms:*', '*', { Principal: root }),
      allow(['kms:Create*', 'kms:Put*', 'kms:ScheduleKeyDeletion'], '*', {
        Principal: { AWS: 'arn:aws:iam::111122223333:role/KeyAdmin' },
      }),
      allow(['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*'], '*', {
        Principal: { AWS: 'arn:aws:iam::111122223333:role/App' },
      }),
      allow(['kms:CreateGrant'], '*', {
        Principal: { AWS: 'arn:aws:iam::111122223333:role/App' },
        Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      }),
    ),
  ],
  [
    'the key that a service of AWS manages',
    'kms/service.json',
    policy(
      allow(['kms:Encrypt', 'kms:Decrypt'], '*', {
        Principal: { AWS: '*' },
        Condition: {
          StringEquals: { 'kms:CallerAccount': '111122223333', 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
        },
      }),
    ),
  ],
  [
    'trust of a service',
    'iam/trust.json',
    policy({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
  ],
  [
    'trust of another account with an external id',
    'iam/external.json',
    policy({
      Effect: 'Allow',
      Principal: root,
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      Condition: { StringEquals: { 'sts:ExternalId': 'x' } },
    }),
  ],
  [
    'trust of GitHub Actions',
    'iam/github.json',
    policy({
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
        StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:owner/repository:*' },
      },
    }),
  ],
  [
    'trust of a service account of EKS',
    'iam/irsa.tf',
    `data "aws_iam_policy_document" "irsa" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.eks.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "\${replace(aws_iam_openid_connect_provider.eks.url, "https://", "")}:sub"
      values   = ["system:serviceaccount:app:app"]
    }
  }
}
`,
  ],
  [
    'trust of Cognito and of SAML',
    'iam/federated.json',
    policy(
      {
        Effect: 'Allow',
        Principal: { Federated: 'cognito-identity.amazonaws.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:x' } },
      },
      {
        Effect: 'Allow',
        Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/x' },
        Action: 'sts:AssumeRoleWithSAML',
        Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
      },
    ),
  ],
  [
    'a bucket that demands TLS',
    's3/tls.json',
    policy(
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: ['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket/*'],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      allow('s3:GetObject', 'arn:aws:s3:::bucket/*', {
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Condition: { StringEquals: { 'AWS:SourceArn': 'arn:aws:cloudfront::111122223333:distribution/x' } },
      }),
    ),
  ],
  [
    'a bucket for an organization',
    's3/organization.json',
    policy(
      allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::bucket/*', {
        Principal: '*',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-x' } },
      }),
    ),
  ],
  [
    'a bucket that takes logs',
    's3/logs.json',
    policy(
      allow('s3:GetBucketAcl', 'arn:aws:s3:::bucket', { Principal: { Service: 'cloudtrail.amazonaws.com' } }),
      allow('s3:PutObject', 'arn:aws:s3:::bucket/AWSLogs/111122223333/*', {
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
      }),
    ),
  ],
  [
    'topics and queues',
    'sqs/queue.json',
    policy(
      allow('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:queue', {
        Principal: '*',
        Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:111122223333:topic' } },
      }),
      allow(['SNS:Publish', 'SNS:Subscribe'], 'arn:aws:sns:eu-west-1:111122223333:topic', {
        Principal: { AWS: '*' },
        Condition: { StringEquals: { 'AWS:SourceOwner': '111122223333' } },
      }),
    ),
  ],
  [
    'an API that only a VPC endpoint reaches',
    'api/resource-policy.json',
    policy(
      { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: 'execute-api:/*',
        Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-x' } },
      },
    ),
  ],
  [
    'a VPC endpoint',
    'network.tf',
    `resource "aws_vpc_endpoint" "s3" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }] })
}
`,
  ],
  [
    'a service control policy',
    'organization/scp/root.json',
    policy(allow('*', '*'), { Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' }),
  ],
  [
    'regions denied with NotAction',
    'iam/regions.json',
    policy({
      Effect: 'Deny',
      NotAction: ['iam:*', 'sts:*', 'cloudfront:*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } },
    }),
  ],
  [
    'MFA demanded, and keys of one’s own',
    'iam/mfa.json',
    policy(
      allow(['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices'], '*'),
      allow(
        ['iam:CreateAccessKey', 'iam:DeleteAccessKey', 'iam:ListAccessKeys', 'iam:UpdateAccessKey'],
        'arn:aws:iam::*:user/${aws:username}',
      ),
      {
        Effect: 'Deny',
        NotAction: ['iam:EnableMFADevice', 'sts:GetSessionToken'],
        Resource: '*',
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      },
    ),
  ],
  [
    'a role that is passed to a service',
    'iam/pass.json',
    policy(
      allow('iam:PassRole', 'arn:aws:iam::111122223333:role/app-task', {
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      }),
      allow(['ecs:UpdateService', 'ecs:DescribeServices'], 'arn:aws:ecs:eu-west-1:111122223333:service/app/*'),
    ),
  ],
  [
    'what ages leaktight reads from IAM',
    'iam/rotation.json',
    policy(
      allow(['iam:ListAccessKeys', 'iam:GetAccessKeyLastUsed'], 'arn:aws:iam::111122223333:user/bedrock'),
      allow(['iam:GenerateCredentialReport', 'iam:GetCredentialReport'], '*'),
    ),
  ],
  [
    'a table and its streams, in SAM',
    'template.yaml',
    `Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - AWSLambdaBasicExecutionRole
        - DynamoDBCrudPolicy: { TableName: !Ref Table }
        - Statement:
            - Effect: Allow
              Action: [dynamodb:GetRecords, dynamodb:GetShardIterator, dynamodb:DescribeStream]
              Resource: !GetAtt Table.StreamArn
            - Effect: Allow
              Action: dynamodb:ListStreams
              Resource: '*'
`,
  ],
  [
    'what CDK deploys with, but for AdministratorAccess',
    'bootstrap.yaml',
    `Resources:
  FileAssetsBucketEncryptionKey:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - Action: [kms:Create*, kms:Describe*, kms:Put*, kms:ScheduleKeyDeletion, kms:CancelKeyDeletion]
            Effect: Allow
            Principal: { AWS: !Ref AWS::AccountId }
            Resource: '*'
          - Action: [kms:Decrypt, kms:DescribeKey, kms:Encrypt, kms:ReEncrypt*, kms:GenerateDataKey*]
            Effect: Allow
            Principal: { AWS: '*' }
            Resource: '*'
            Condition:
              StringEquals:
                kms:CallerAccount: !Ref AWS::AccountId
                kms:ViaService: [!Sub 's3.\${AWS::Region}.amazonaws.com']
  DeploymentActionRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Action: sts:AssumeRole
            Effect: Allow
            Principal: { AWS: !Ref AWS::AccountId }
          - Fn::If:
              - HasTrustedAccounts
              - Action: sts:AssumeRole
                Effect: Allow
                Principal: { AWS: !Ref TrustedAccounts }
              - Ref: AWS::NoValue
      Policies:
        - PolicyDocument:
            Statement:
              - Sid: CloudFormationPermissions
                Effect: Allow
                Action: [cloudformation:CreateChangeSet, cloudformation:DeleteChangeSet, cloudformation:DescribeStacks]
                Resource: '*'
              - Sid: PipelineCrossAccountArtifactsBucket
                Effect: Allow
                Action: [s3:GetObject*, s3:GetBucket*, s3:List*, s3:Abort*, s3:DeleteObject*, s3:PutObject*]
                Resource: '*'
                Condition: { StringNotEquals: { s3:ResourceAccount: !Ref AWS::AccountId } }
              - Action: iam:PassRole
                Resource: !Sub '\${CloudFormationExecutionRole.Arn}'
                Effect: Allow
  CdkBoostrapPermissionsBoundaryPolicy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Sid: ExplicitAllowAll
            Action: ['*']
            Effect: Allow
            Resource: '*'
          - Sid: DenyAccessIfRequiredPermBoundaryIsNotBeingApplied
            Action: [iam:CreateUser, iam:CreateRole, iam:PutRolePermissionsBoundary]
            Effect: Deny
            Resource: '*'
            Condition: { StringNotEquals: { iam:PermissionsBoundary: x } }
`,
  ],
  [
    'ECS, with secrets and images of its own',
    'ecs.tf',
    `data "aws_iam_policy_document" "execution" {
  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }
  statement {
    actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.app.arn]
  }
  statement {
    actions   = ["secretsmanager:GetSecretValue", "kms:Decrypt"]
    resources = [aws_secretsmanager_secret.app.arn, aws_kms_key.app.arn]
  }
  statement {
    actions   = ["ssmmessages:CreateControlChannel", "ssmmessages:OpenDataChannel"]
    resources = ["*"]
  }
}
resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}
`,
  ],
  [
    'instances limited by their tags',
    'iam/tags.json',
    policy(
      allow(['ec2:StartInstances', 'ec2:StopInstances'], 'arn:aws:ec2:*:111122223333:instance/*', {
        Condition: { StringEquals: { 'aws:ResourceTag/Owner': '${aws:username}' } },
      }),
      allow(['ssm:StartSession'], '*', { Condition: { StringEquals: { 'ssm:resourceTag/team': 'x' } } }),
    ),
  ],
  [
    'a module of NixOS that writes a policy',
    'infra/backup.nix',
    `{ config, ... }: {
  environment.etc."backup-policy.json".text = builtins.toJSON {
    Version = "2012-10-17";
    Statement = [
      {
        Effect = "Allow";
        Action = [ "s3:PutObject" "s3:GetObject" ];
        Resource = [ "arn:aws:s3:::\${config.backup.bucket}/*" ];
      }
      {
        Effect = "Allow";
        Action = "s3:ListBucket";
        Resource = "arn:aws:s3:::\${config.backup.bucket}";
      }
    ];
  };
}
`,
  ],
  [
    'a cross-account role that may be taken',
    'iam/assume.json',
    policy(allow('sts:AssumeRole', ['arn:aws:iam::111122223333:role/deploy', 'arn:aws:iam::*:role/reader'])),
  ],
]

test.each(clean)('%s: nothing fails', async (_, path, text) => {
  expect(await failing(path, text)).toEqual([])
})
