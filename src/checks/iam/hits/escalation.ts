import type { Severity } from '../../../model/rule.ts'
import { actionsOf, granting, resourceWhere } from '../grants.ts'
import type { IamHit } from '../iam-rule.ts'
import {
  type ActionPattern,
  isEveryAction,
  isEveryResource,
  isEveryRole,
  isWholeService,
  matchesPattern,
} from '../patterns.ts'
import type { Statement } from '../policy.ts'
import type { PolicyFile } from '../policy-file.ts'
import { shownAction } from '../shown-action.ts'

const isNarrow = (pattern: ActionPattern): boolean => !isEveryAction(pattern) && !isWholeService(pattern)

/** Any role can be handed to a service. */
export function* passRoleHits(file: PolicyFile): Generator<IamHit> {
  for (const statement of granting(file)) {
    if (resourceWhere(statement, isEveryRole) === undefined) continue
    for (const [pattern, at] of actionsOf(statement))
      if (pattern.service === 'iam' && isNarrow(pattern) && matchesPattern(pattern.name, 'passrole'))
        yield {
          at,
          note: `${shownAction(at.text)} is allowed for every role, an administrator's among them`,
          severity: limitsService(statement) ? 'low' : 'high',
        }
  }
}

const limitsService = ({ conditions, conditional }: Statement): boolean =>
  conditional &&
  (conditions.length === 0 || conditions.some(({ key }) => /^iam:(?:passedtoservice|associated)/.test(key)))

// With any one of them somebody can give themselves, or take over somebody who has, more rights.
const escalating: readonly string[] = [
  'CreatePolicyVersion',
  'SetDefaultPolicyVersion',
  'AttachUserPolicy',
  'AttachGroupPolicy',
  'AttachRolePolicy',
  'PutUserPolicy',
  'PutGroupPolicy',
  'PutRolePolicy',
  'AddUserToGroup',
  'UpdateAssumeRolePolicy',
  'CreateAccessKey',
  'CreateLoginProfile',
  'UpdateLoginProfile',
  'CreateServiceSpecificCredential',
  'ResetServiceSpecificCredential',
  'DeleteUserPermissionsBoundary',
  'DeleteRolePermissionsBoundary',
  'PutUserPermissionsBoundary',
  'PutRolePermissionsBoundary',
]

/** Somebody can give themselves more rights. */
export function* escalationHits(file: PolicyFile): Generator<IamHit> {
  for (const statement of granting(file)) {
    if (isOfOneself(statement)) continue
    const severity = severityOf(statement)
    for (const [pattern, at] of actionsOf(statement)) {
      const action = pattern.service === 'iam' && isNarrow(pattern) ? escalatingAction(pattern) : undefined
      if (action !== undefined)
        yield { at, note: `With iam:${action} whoever has this can gain further rights`, severity }
    }
  }
}

const escalatingAction = ({ name }: ActionPattern): string | undefined =>
  escalating.find((action) => matchesPattern(name, action.toLowerCase()))

const severityOf = (statement: Statement): Severity => {
  const everywhere =
    resourceWhere(statement, (text) => isEveryResource(text) || /^arn:[^:]*:iam::[^:]*:(?:\*|\w+\/\*)$/.test(text)) !==
    undefined
  if (!everywhere) return 'low'
  return statement.conditional ? 'low' : 'high'
}

/** People may look after their own keys: `user/${aws:username}`. */
const isOfOneself = ({ resources }: Statement): boolean =>
  resources !== undefined &&
  resources.texts.length > 0 &&
  resources.texts.every(({ text }) => /[$&]\{aws:(?:username|userid|PrincipalTag\/[^}]*)\}/i.test(text))
