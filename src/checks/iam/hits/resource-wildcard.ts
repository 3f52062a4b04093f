import { actionsOf, granting, resourceWhere } from '../grants.ts'
import type { IamHit } from '../iam-rule.ts'
import { isEveryAction, isEveryResourceOf, isWholeService } from '../patterns.ts'
import type { PolicyFile } from '../policy-file.ts'
import { sensitiveAction } from '../sensitive-actions.ts'
import { lessIf } from '../severities.ts'
import { shownAction } from '../shown-action.ts'

/** Actions that could be limited to resources, and are allowed on all of them. */
export function* resourceWildcardHits(file: PolicyFile): Generator<IamHit> {
  for (const statement of granting(file))
    for (const [pattern, at] of actionsOf(statement)) {
      if (isEveryAction(pattern) || isWholeService(pattern)) continue
      const action = sensitiveAction(pattern)
      if (action === undefined) continue
      if (resourceWhere(statement, (text) => isEveryResourceOf(text, pattern.service)) === undefined) continue
      const shown = shownAction(at.text)
      const meaning = shown.toLowerCase() === action.toLowerCase() ? action : `${shown}, which includes ${action},`
      yield {
        at,
        note: `${meaning} is allowed on every resource`,
        severity: lessIf(statement.conditional, 'medium'),
      }
    }
}
