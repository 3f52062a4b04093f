import { expect, test } from 'vitest'
import { found } from './found.ts'

test('JSON: each finding stands at its action, a string or a list of strings', async () => {
  const text = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "*", "Resource": "*" },
    {
      "Effect": "Allow",
      "Action": [
        "s3:ListAllMyBuckets",
        "dynamodb:*"
      ],
      "Resource": ["*"]
    },
    { "Effect": "Deny", "Action": "*", "Resource": "*" },
    { "Effect": "Allow", "Resource": "*", "Action": "iam:Pass*" }
  ]
}
`
  expect(await found('policy.json', text)).toEqual([
    '4 iam-full-admin high',
    '9 iam-service-wildcard medium',
    '14 iam-pass-role high',
  ])
})

test('JSON: a single statement without a list, and a policy as a string', async () => {
  const policy = JSON.stringify({ Statement: { Effect: 'Allow', Action: ['*'], Resource: '*' } })
  expect(await found('a.json', policy)).toEqual(['1 iam-full-admin high'])
  expect(await found('b.json', `{\n  "name": "x",\n  "policy": ${JSON.stringify(policy)}\n}\n`)).toEqual([
    '3 iam-full-admin high',
  ])
})

test('JSON with comments, and a template with interpolation', async () => {
  const text = `{
  // the statement
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["secretsmanager:GetSecretValue"],
      "Resource": \${jsonencode(arns)},
    },
    { "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "\${queue_arn}" },
    { "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*" }
  ]
}
`
  for (const path of ['p.json', 'p.json.tpl', 'p.json.tftpl'])
    expect(await found(path, text)).toEqual(['10 iam-resource-wildcard medium'])
})

test('Terraform: aws_iam_policy_document, whose effect is Allow where none is named', async () => {
  const text = `locals {
  everything = ["*"]
}

data "aws_iam_policy_document" "x" {
  statement {
    actions   = ["*"]
    resources = local.everything
  }

  statement {
    sid       = "Read"
    effect    = "Allow"
    actions   = ["s3:GetObject", "s3:*"]
    resources = [aws_s3_bucket.b.arn, "\${aws_s3_bucket.b.arn}/*"]
  }

  statement {
    effect    = "Deny"
    actions   = ["*"]
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = var.more
    content {
      actions   = concat(["iam:PassRole"], var.others)
      resources = ["*"]
    }
  }

  statement {
    actions = ["sns:Publish"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account]
    }
  }
  statement {
    not_actions = ["iam:*"]
    resources   = ["*"]
  }
}
`
  expect(await found('main.tf', text)).toEqual([
    '7 iam-full-admin high',
    '14 iam-service-wildcard low',
    '27 iam-pass-role high',
    '46 iam-not-action medium',
  ])
})

test('Terraform: jsonencode, heredocs and strings', async () => {
  const text = `resource "aws_iam_role_policy" "a" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow", Action = "kms:*"
        Resource = "*"
      },
      { "Effect" : "Allow", "Action" : ["kms:Decrypt"], "Resource" : aws_kms_key.k.arn },
    ]
  })
}

resource "aws_iam_policy" "b" {
  policy = <<-EOF
    {
      "Version": "2012-10-17",
      "Statement": [{
        "Effect": "Allow",
        "Action": [
          "ssm:GetParameter"
        ],
        "Resource": "arn:aws:ssm:\${var.region}:\${data.x.y["z"]}:parameter/app/*"
      }, {
        "Effect": "Allow",
        "Action": "ssm:GetParameter",
        "Resource": "*"
      }]
    }
  EOF
}

resource "aws_iam_policy" "c" {
  policy = "{\\"Statement\\": [{\\"Effect\\": \\"Allow\\", \\"Action\\": \\"*\\", \\"Resource\\": \\"*\\"}]}"
}

resource "aws_iam_policy" "d" {
  policy = templatefile("x.tpl", { more = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] }) })
}
`
  expect(await found('main.tf', text)).toEqual([
    '6 iam-service-wildcard medium',
    '26 iam-resource-wildcard medium',
    '34 iam-full-admin high',
    '38 iam-full-admin high',
  ])
})

test('CloudFormation in YAML, with short forms of its functions', async () => {
  const text = `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
      ManagedPolicyArns:
        - !Sub 'arn:\${AWS::Partition}:iam::aws:policy/AdministratorAccess'
        - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
      Policies:
        - PolicyName: x
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action:
                  - s3:GetObject
                  - s3:PutObject
                Resource: !Sub '\${Bucket.Arn}/*'
              - Effect: Allow
                Action: [sqs:SendMessage]
                Resource: !GetAtt Queue.Arn
              - Effect: Allow
                Action: sqs:*
                Resource: !Join [':', ['arn:aws:sqs', !Ref AWS::Region, '*']]
              - Effect: Allow
                Action: sqs:ReceiveMessage
                Resource: !If [Narrow, !Ref Queue, '*']
              - !If
                - Wide
                - Effect: Allow
                  Action:
                    - secretsmanager:GetSecretValue
                  Resource: '*'
                - !Ref AWS::NoValue
  Key:
    Type: AWS::IAM::AccessKey
    Properties:
      UserName: !Ref User
`
  expect(await found('template.yaml', text)).toEqual([
    '11 iam-managed-policy high',
    '27 iam-service-wildcard low',
    '30 iam-resource-wildcard medium',
    '36 iam-resource-wildcard medium',
    '40 iam-access-key medium',
  ])
})

test('CloudFormation in JSON', async () => {
  const text = `{
  "Resources": {
    "Policy": {
      "Type": "AWS::IAM::Policy",
      "Properties": {
        "PolicyDocument": {
          "Statement": [
            {
              "Effect": "Allow",
              "Action": ["dynamodb:PutItem"],
              "Resource": { "Fn::GetAtt": ["Table", "Arn"] }
            },
            {
              "Effect": "Allow",
              "Action": ["dynamodb:PutItem"],
              "Resource": { "Fn::Sub": "arn:aws:dynamodb:*:*:table/*" }
            }
          ]
        }
      }
    },
    "Key": {
      "Type": "AWS::IAM::AccessKey"
    }
  }
}
`
  for (const path of ['stack.json', 'stack.template'])
    expect(await found(path, text)).toEqual(['15 iam-resource-wildcard medium', '23 iam-access-key medium'])
})

test('SAM and the Serverless Framework', async () => {
  const sam = `Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - AmazonBedrockFullAccess
        - S3ReadPolicy: { BucketName: !Ref B }
        - Statement:
            - Effect: Allow
              Action: bedrock:*
              Resource: '*'
`
  expect(await found('template.yml', sam)).toEqual(['7 iam-managed-policy medium', '11 iam-bedrock-wildcard medium'])
  const serverless = `provider:
  iam:
    role:
      statements:
        - Effect: Allow
          Action:
            - dynamodb:Query
          Resource: "*"
`
  expect(await found('serverless.yml', serverless)).toEqual(['7 iam-resource-wildcard medium'])
})

test('a policy in a block of YAML stands where it stands', async () => {
  const text = `data:
  policy.json: |
    {
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "*",
          "Resource": "*"
        }
      ]
    }
  other: '{ "Statement": [
    { "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*" } ] }'
`
  expect(await found('map.yaml', text)).toEqual(['7 iam-full-admin high', '13 iam-resource-wildcard medium'])
})

test('anchors, aliases and merges of YAML', async () => {
  const text = `x-base: &base
  Effect: Allow
  Resource: '*'
Statement:
  - <<: *base
    Action: &actions
      - kms:Decrypt
  - Effect: Allow
    Action: *actions
    Resource: arn:aws:kms:eu-west-1:111122223333:key/x
`
  expect(await found('a.yaml', text)).toEqual(['7 iam-resource-wildcard medium'])
})

test('Nix: sets, builtins.toJSON, strings and Terranix', async () => {
  const text = `{ lib, config, ... }:
let
  actions = [ "lambda:InvokeFunction" ];
  policy = {
    Version = "2012-10-17";
    Statement = [
      {
        Effect = "Allow";
        Action = actions;
        Resource = "*";
      }
    ];
  };
in
{
  resource.aws_iam_policy.a.policy = builtins.toJSON {
    Statement = lib.singleton {
      Effect = "Allow";
      Action = [ "bedrock:*" ] ++ lib.optionals config.x [ "sns:*" ];
      Resource = [ "*" ];
    };
  };
  resource.aws_iam_policy.b.policy = ''
    {
      "Statement": [{
        "Effect": "Allow",
        "Action": "*",
        "Resource": "*"
      }, {
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::\${config.bucket}/*"
      }]
    }
  '';
  resource.aws_iam_access_key.k = { user = "x"; };
  data.aws_iam_policy_document.d.statement = [
    { actions = [ "iam:CreateAccessKey" ]; resources = [ "*" ]; }
  ];
}
`
  expect(await found('infra.nix', text)).toEqual([
    '3 iam-resource-wildcard medium',
    '19 iam-bedrock-wildcard medium',
    '19 iam-service-wildcard medium',
    '27 iam-full-admin high',
    '36 iam-access-key medium',
    '38 iam-privilege-escalation high',
  ])
})

test('what has another shape is no policy', async () => {
  const cases = [
    ['rbac.json', '{"statements":[{"effect":"Allow","actions":["*"],"resources":["*"]}]}'],
    ['sql.yaml', 'statement: select * from x\nEffect: Allow\n'],
    ['a.tf', 'resource "x" "statement" {\n  effect = "Allow"\n}\n'],
    ['lower.json', '{"Statement":[{"Effect":"allow","Action":"*","Resource":"*"}]}'],
  ] as const
  for (const [path, text] of cases) expect(await found(path, text)).toEqual([])
})
