import type { Severity } from '../../../model/rule.ts'
import { actionsOf, allowing } from '../grants.ts'
import type { IamHit } from '../iam-rule.ts'
import type { Condition, Principal, Statement } from '../policy.ts'
import type { PolicyFile } from '../policy-file.ts'

/** The resource of a policy is open to everybody. */
export function* publicHits(file: PolicyFile): Generator<IamHit> {
  for (const statement of allowing(file)) {
    const everybody = statement.principals?.members.find(isEverybody)
    if (everybody === undefined || isLimited(statement)) continue
    const fenced = file.statementsOf(statement.policy).some(isFence)
    yield {
      at: everybody.name,
      note: statement.conditional
        ? 'This statement allows its actions to everybody: its conditions do not say who'
        : 'This statement allows its actions to everybody, people without an account among them',
      severity: fenced ? 'low' : severityOf(statement),
    }
  }
}

const isEverybody = ({ type, name: { text } }: Principal): boolean =>
  (type === '*' || type === 'AWS') && (text === '*' || /^arn:[^:]*:iam::\*:/.test(text))

/** Keys of conditions that say how somebody comes, and not who. */
const notWho =
  /^(?:aws:securetransport|aws:useragent|aws:referer|aws:currenttime|aws:epochtime|aws:requestedregion|s3:tlsversion|s3:x-amz-acl|lambda:functionurlauthtype)$/

const isLimited = ({ conditional, conditions }: Statement): boolean =>
  conditional && (conditions.length === 0 || conditions.some((each) => !notWho.test(each.key) && !isAny(each)))

/** `"aws:SourceArn": "*"`, which everything fulfils. */
const isAny = ({ operator, values }: Condition): boolean =>
  /like/i.test(operator) && values.length > 0 && values.some(({ text }) => text === '*')

/** API Gateway's way: allow everybody, then deny whoever does not come from where they should. */
const isFence = ({ effect, principals, conditions }: Statement): boolean =>
  effect === 'deny' && principals?.members.some(isEverybody) === true && conditions.some(({ key }) => !notWho.test(key))

const severityOf = (statement: Statement): Severity => {
  const actions = [...actionsOf(statement)]
  const onlyReads = actions.length > 0 && actions.every(([{ service, name }]) => isPublicRead(service, name))
  // What a web site is made of.
  return onlyReads ? 'medium' : 'high'
}

const isPublicRead = (service: string, name: string): boolean =>
  service === 's3' && (name === 'getobject' || name === 'getobjectversion')

/** A role that tokens of a provider open, whoever they were made for. */
export function* webIdentityHits(file: PolicyFile): Generator<IamHit> {
  for (const statement of allowing(file)) {
    const { principals } = statement
    if (principals?.federated !== true || isLimitedToSubject(statement)) continue
    for (const [pattern, at] of actionsOf(statement))
      if (pattern.service === 'sts' && pattern.name === 'assumerolewithwebidentity')
        yield {
          at,
          note: statement.conditional
            ? 'Any repository of the provider can take this role: no condition names the subject of the token'
            : 'Any token of the provider opens this role: it has no condition',
        }
  }
}

const isLimitedToSubject = (statement: Statement): boolean => {
  const { conditional, conditions, principals } = statement
  if (!conditional) return false
  const shared =
    principals?.members.some(({ name }) => sharedProvider.test(name.text)) === true ||
    conditions.some(({ key }) => sharedProvider.test(key))
  return !shared || conditions.some(namesSubject)
}

// Everybody in the world gets tokens of these with the same audience.
const sharedProvider = /token\.actions\.githubusercontent\.com(?:$|[:/])|gitlab\.com(?:$|:)|app\.terraform\.io/i

const namesSubject = ({ key, values }: Condition): boolean =>
  /:(?:sub|repository|repository_owner|repository_id|repository_owner_id|job_workflow_ref|project_path|namespace_path|terraform_organization_id)$/.test(
    key,
  ) && !values.some(({ text }) => /^(?:repo:)?\*/.test(text))
