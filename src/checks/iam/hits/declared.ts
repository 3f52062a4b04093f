import type { Severity } from '../../../model/rule.ts'
import { bedrockRemedy } from '../bedrock-remedy.ts'
import type { IamHit } from '../iam-rule.ts'
import { isWithin, type Placed } from '../places.ts'
import type { PolicyFile } from '../policy-file.ts'
import { textsOf, valuesAt } from '../value.ts'

const severities: Readonly<Record<string, Severity>> = {
  AdministratorAccess: 'high',
  IAMFullAccess: 'high',
  PowerUserAccess: 'medium',
  AmazonBedrockFullAccess: 'medium',
  SecretsManagerReadWrite: 'medium',
  AWSKeyManagementServicePowerUser: 'medium',
}

const managed = /^arn:[^:]*:iam::aws:policy\/(?:[\w-]+\/)*(\w+)$/
const bareNames = /^(?:AdministratorAccess|IAMFullAccess|PowerUserAccess|A\w+FullAccess)$/
const elsewhere = /^(?:Condition|condition|conditions|Statement|statement|boundary|permissions_?boundary)$/i

/** Managed policies of AWS that allow much more than anybody needs. */
export function* managedPolicyHits(file: PolicyFile): Generator<IamHit> {
  for (const placed of file.places) {
    const name = policyName(placed)
    const severity = name === undefined ? undefined : severityOf(name)
    if (name === undefined || severity === undefined || isWithin(placed.place, elsewhere)) continue
    yield {
      at: placed.value,
      note: `The managed policy ${name} is attached`,
      severity,
      ...(name === 'AmazonBedrockFullAccess' && { remedy: bedrockRemedy(file.text) }),
    }
  }
}

const severityOf = (name: string): Severity | undefined =>
  Object.hasOwn(severities, name) ? severities[name] : /^[A-Z]\w{0,80}FullAccess$/.test(name) ? 'low' : undefined

/** By its ARN anywhere; by its bare name where a template or Terraform takes one. */
const policyName = ({ value, place }: Placed): string | undefined => {
  if (value.kind !== 'text' || value.text.length > 300) return undefined
  const name = managed.exec(value.text.replaceAll(/\$\{[^}]*\}/g, 'aws'))?.[1]
  if (name !== undefined) return name
  const takesName =
    place?.name === 'Policies' ||
    (place?.name === 'name' && isWithin(place, /^aws_iam_policy$/) && isWithin(place, /^data$/))
  return takesName && bareNames.test(value.text) ? value.text : undefined
}

const terraformKeys = /^(?:aws_iam_access_key|aws_iam_service_specific_credential)$/
const cloudFormationKeys = /^AWS::IAM::(?:AccessKey|ServiceSpecificCredential)$/

/** Long-lived keys that a template makes. */
export function* accessKeyHits({ places }: PolicyFile): Generator<IamHit> {
  for (const { value, place, field } of places) {
    if (value.kind === 'text' && place?.name === 'Type' && cloudFormationKeys.test(value.text))
      yield { at: value, note: 'A long-lived key of an IAM user is made by this template' }
    if (value.kind !== 'map' || field === undefined || !isResourceOf(place)) continue
    const sealed = textsOf(valuesAt(value, 'pgp_key')).length > 0
    yield {
      at: field.at,
      note: sealed
        ? 'A long-lived key of an IAM user is made here'
        : 'A long-lived key of an IAM user is made here, and its secret stands in the state of Terraform',
      ...(sealed && { severity: 'low' }),
    }
  }
}

/** `resource` → `aws_iam_access_key` → its name. */
const isResourceOf = (place: Placed['place']): boolean =>
  place?.up !== undefined && terraformKeys.test(place.up.name) && place.up.up?.name === 'resource'
