import { type ActionPattern, matchesPattern } from './patterns.ts'

// Actions that read or change data or hand on rights, and that can be limited to resources: the column "Resource
// types" of https://docs.aws.amazon.com/service-authorization/latest/reference/ names one for each. Of `iam`,
// `bedrock` and `PassRole` other rules speak.
const listed: Readonly<Record<string, string>> = {
  s3: 'GetObject GetObjectVersion PutObject DeleteObject DeleteObjectVersion PutObjectAcl PutBucketPolicy PutBucketAcl DeleteBucketPolicy DeleteBucket PutBucketPublicAccessBlock ReplicateObject RestoreObject',
  secretsmanager: 'GetSecretValue PutSecretValue UpdateSecret DeleteSecret PutResourcePolicy',
  ssm: 'GetParameter GetParameters GetParametersByPath GetParameterHistory PutParameter DeleteParameter SendCommand StartSession StartAutomationExecution',
  kms: 'Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo Sign CreateGrant PutKeyPolicy ScheduleKeyDeletion DisableKey',
  sts: 'AssumeRole',
  dynamodb:
    'GetItem BatchGetItem Query Scan PutItem UpdateItem DeleteItem BatchWriteItem DeleteTable UpdateTable PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete',
  lambda:
    'InvokeFunction UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction AddPermission InvokeFunctionUrl',
  sqs: 'SendMessage ReceiveMessage DeleteMessage PurgeQueue DeleteQueue SetQueueAttributes AddPermission',
  sns: 'Publish DeleteTopic SetTopicAttributes AddPermission',
  ec2: 'TerminateInstances StopInstances RunInstances ModifyInstanceAttribute AuthorizeSecurityGroupIngress DeleteVolume DeleteSnapshot',
  rds: 'DeleteDBInstance DeleteDBCluster ModifyDBInstance ModifyDBCluster',
  'rds-db': 'connect',
  'rds-data': 'ExecuteStatement BatchExecuteStatement',
  ecr: 'PutImage BatchDeleteImage DeleteRepository SetRepositoryPolicy',
  ecs: 'RunTask StartTask UpdateService ExecuteCommand DeleteService',
  eks: 'DeleteCluster UpdateClusterConfig CreateAccessEntry AssociateAccessPolicy',
  cloudformation: 'CreateStack UpdateStack DeleteStack SetStackPolicy',
  codebuild: 'StartBuild UpdateProject',
  states: 'StartExecution UpdateStateMachine DeleteStateMachine',
  kinesis: 'PutRecord PutRecords GetRecords DeleteStream',
  firehose: 'PutRecord PutRecordBatch DeleteDeliveryStream',
  events: 'PutEvents DeleteRule',
  logs: 'DeleteLogGroup DeleteLogStream',
  cloudtrail: 'StopLogging DeleteTrail UpdateTrail',
  route53: 'ChangeResourceRecordSets DeleteHostedZone',
  cloudfront: 'UpdateDistribution DeleteDistribution',
  backup: 'DeleteRecoveryPoint DeleteBackupVault',
  elasticfilesystem: 'ClientRootAccess DeleteFileSystem',
  'execute-api': 'Invoke ManageConnections',
}

const byService: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(listed).map(([service, names]) => [
    service,
    new Map(names.split(' ').map((name) => [name.toLowerCase(), `${service}:${name}`])),
  ]),
)

/** The first action that a pattern allows of those that can and should be limited to resources. */
export const sensitiveAction = ({ service, name }: ActionPattern): string | undefined => {
  const names = byService.get(service)
  if (names === undefined || !/[*?]/.test(name)) return names?.get(name)
  for (const [candidate, full] of names) if (matchesPattern(name, candidate)) return full
  return undefined
}
