/** A policy with something to find, in every format. */
export const samples: readonly (readonly [path: string, text: string])[] = [
  [
    'policy.json',
    `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ["*", "iam:PassRole", "bedrock:*"], "Resource": "*" },
    { "Effect": "Allow", "NotAction": "iam:*", "NotResource": ["arn:aws:s3:::b"] },
    { "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "sts:AssumeRole", "Condition": { "Bool": { "aws:SecureTransport": "true" } } }
  ]
}
`,
  ],
  [
    'main.tf',
    `data "aws_iam_policy_document" "x" {
  statement {
    actions   = ["s3:*", "\${local.a["b"]}:*"]
    resources = var.wide ? ["*"] : [aws_s3_bucket.b.arn]
    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = ["x"]
    }
  }
}
resource "aws_iam_policy" "y" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:*", Resource = "*" }] })
}
resource "aws_iam_policy" "z" {
  policy = <<-EOF
    { "Statement": [{ "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*" }] }
  EOF
}
resource "aws_iam_access_key" "k" {
  user = "x"
}
`,
  ],
  [
    'template.yaml',
    `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: [!Sub 'arn:\${AWS::Partition}:iam::aws:policy/AdministratorAccess']
      AssumeRolePolicyDocument: &trust
        Statement:
          - Effect: Allow
            Principal: { Federated: !Ref Provider }
            Action: sts:AssumeRoleWithWebIdentity
      Policies:
        - PolicyDocument:
            Statement:
              - !If [Wide, { Effect: Allow, Action: 's3:Get*', Resource: '*' }, !Ref AWS::NoValue]
              - Effect: Allow
                Action:
                  - iam:PutRolePolicy
                Resource: !Join [':', ['arn:aws:iam', '', '*', 'role/*']]
  Key: { Type: AWS::IAM::AccessKey }
  Other: *trust
`,
  ],
  [
    'infra.nix',
    `{ lib, ... }:
let resources = [ "*" ]; in
{
  a = builtins.toJSON {
    Statement = [ { Effect = "Allow"; Action = [ "s3:*" ] ++ lib.optional true "iam:PassRole"; Resource = resources; } ];
  };
  b = ''
    { "Statement": { "Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "*" } }
  '';
  resource.aws_iam_access_key.k.user = "x";
}
`,
  ],
]
