import { bedrockRemedy } from '../bedrock-remedy.ts'
import { actionsOf, allowing, resourceWhere } from '../grants.ts'
import type { IamHit } from '../iam-rule.ts'
import { isEveryAction, isEveryResourceOf, isWholeService, matchesPattern } from '../patterns.ts'
import type { PolicyFile } from '../policy-file.ts'
import { lessIf } from '../severities.ts'
import { shownAction } from '../shown-action.ts'

const invoking = ['invokemodel', 'invokemodelwithresponsestream', 'invokeagent', 'createmodelinvocationjob']

/** More of Bedrock than models that are named. */
export function* bedrockHits(file: PolicyFile): Generator<IamHit> {
  for (const statement of allowing(file))
    for (const [pattern, at] of actionsOf(statement)) {
      if (!pattern.service.startsWith('bedrock') || isEveryAction(pattern)) continue
      const shown = shownAction(at.text)
      const whole = isWholeService(pattern)
      const everywhere = resourceWhere(statement, (text) => isEveryResourceOf(text, pattern.service) && !isModels(text))
      if (!whole && (everywhere === undefined || !invoking.some((name) => matchesPattern(pattern.name, name)))) continue
      yield {
        at,
        note: whole
          ? `${shown} allows everything in Bedrock: to buy throughput, train, delete and change guardrails, too`
          : `${shown} is allowed for every model`,
        severity: lessIf(statement.conditional, 'medium'),
        remedy: bedrockRemedy(file.text),
      }
    }
}

/** AWS's own examples allow all models in all regions by this name; that is wide, and yet models and nothing else. */
const isModels = (text: string): boolean => /:(?:foundation-model|(?:application-)?inference-profile)\/\*$/.test(text)
