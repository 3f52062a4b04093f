import { allowing, resourceWhere } from '../grants.ts'
import type { IamHit } from '../iam-rule.ts'
import { actionPattern, isEveryResource, matchesPattern } from '../patterns.ts'
import type { Listed, Statement } from '../policy.ts'
import type { PolicyFile } from '../policy-file.ts'
import { lessIf } from '../severities.ts'

/** Everything is allowed but some actions. */
export function* notActionHits(file: PolicyFile): Generator<IamHit> {
  for (const statement of allowing(file)) {
    const { notActions, conditional } = statement
    if (notActions === undefined) continue
    const admin = isAdmin(statement, notActions)
    yield {
      at: notActions.at,
      note: admin
        ? 'This statement allows every action that it does not name, those of IAM among them'
        : 'This statement allows every action that it does not name',
      severity: lessIf(conditional, admin ? 'high' : 'medium'),
    }
  }
}

const isAdmin = (statement: Statement, { texts }: Listed): boolean =>
  resourceWhere(statement, isEveryResource) !== undefined &&
  !texts.some(({ text }) => {
    const pattern = actionPattern(text)
    return pattern !== undefined && pattern.name === '*' && matchesPattern(pattern.service, 'iam')
  })

/** It is allowed on everything but some resources. */
export function* notResourceHits(file: PolicyFile): Generator<IamHit> {
  for (const { notResources, conditional } of allowing(file))
    if (notResources !== undefined)
      yield {
        at: notResources.at,
        note: 'This statement allows its actions on every resource that it does not name',
        severity: lessIf(conditional, 'medium'),
      }
}

/** It is allowed to everybody but some principals. */
export function* notPrincipalHits(file: PolicyFile): Generator<IamHit> {
  for (const { notPrincipals, conditional } of allowing(file))
    if (notPrincipals !== undefined)
      yield {
        at: notPrincipals.at,
        note: 'This statement allows its actions to everybody it does not name, people without an account among them',
        severity: lessIf(conditional, 'high'),
      }
}
