import type { Severity } from '../../../model/rule.ts'
import { actionsOf, allowing, granting, resourceWhere } from '../grants.ts'
import type { IamHit } from '../iam-rule.ts'
import { type ActionPattern, isEveryAction, isEveryResource, isEveryResourceOf, isWholeService } from '../patterns.ts'
import type { Statement } from '../policy.ts'
import type { PolicyFile } from '../policy-file.ts'
import { lessIf } from '../severities.ts'
import { shownAction } from '../shown-action.ts'

const isBedrock = (service: string): boolean => service.startsWith('bedrock')

/** Every action on everything. */
export function* fullAdminHits(file: PolicyFile): Generator<IamHit> {
  for (const statement of granting(file)) {
    if (!decidesAboutAll(statement)) continue
    for (const [pattern, at] of actionsOf(statement))
      if (isEveryAction(pattern)) {
        const note = statement.conditional
          ? 'This statement allows every action on every resource, under a condition'
          : 'This statement allows every action on every resource: whoever has it is an administrator'
        yield { at, note, severity: lessIf(statement.conditional, 'high') }
      }
  }
}

/** Without any resource a statement is either about the thing it is attached to or none at all. */
const decidesAboutAll = (statement: Statement): boolean => resourceWhere(statement, isEveryResource) !== undefined

/** Every action, though on less than everything or to named principals. */
export function* actionWildcardHits(file: PolicyFile): Generator<IamHit> {
  for (const statement of allowing(file)) {
    const named = statement.principals !== undefined
    if (!named && decidesAboutAll(statement)) continue
    for (const [pattern, at] of actionsOf(statement))
      if (isEveryAction(pattern))
        yield {
          at,
          note: 'This statement allows every action, of every service that its resources belong to',
          severity: lessIf(statement.conditional || named, 'medium'),
        }
  }
}

const mighty: ReadonlySet<string> = new Set(['iam', 'sts', 'organizations', 'sso', 'sso-directory', 'account'])

/** Every action of one service. */
export function* serviceWildcardHits(file: PolicyFile): Generator<IamHit> {
  for (const statement of allowing(file))
    for (const [pattern, at] of actionsOf(statement)) {
      if (!isWholeService(pattern) || isBedrock(pattern.service) || isOwnersKey(statement, pattern)) continue
      const everywhere =
        statement.principals === undefined &&
        resourceWhere(statement, (text) => isEveryResourceOf(text, pattern.service)) !== undefined
      yield {
        at,
        note: `${shownAction(at.text)} allows every action of this service${everywhere ? ' on every resource' : ''}`,
        severity: severityOf(pattern, statement, everywhere),
      }
    }
}

const severityOf = ({ service }: ActionPattern, { conditional }: Statement, everywhere: boolean): Severity => {
  if (!everywhere) return 'low'
  return lessIf(conditional, mighty.has(service) ? 'high' : 'medium')
}

/** AWS writes it into every key policy: without it nobody could change the policy any more. */
const isOwnersKey = ({ principals }: Statement, { service }: ActionPattern): boolean =>
  service === 'kms' &&
  principals !== undefined &&
  principals.members.every(({ type, name: { text } }) => type === 'AWS' && /:root$|^\d{12}$|^\$\{[^}]*\}$/.test(text))
