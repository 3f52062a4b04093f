import { kubernetesRules } from '../checks/kubernetes/index.ts'
import { leftoverMeta } from '../checks/leftovers/index.ts'
import { rotationRule } from '../checks/rotation/index.ts'
import { shellRules } from '../checks/shell/index.ts'
import { sopsRules } from '../checks/sops/index.ts'
import type { Rule, RuleMeta } from '../model/rule.ts'
import { builtinPatterns } from '../rules/builtin.generated.ts'
import { patternRule } from '../rules/pattern-rule.ts'

export const patternRules: readonly Rule[] = builtinPatterns.map(patternRule)

/** Every rule that looks at units of the repository. */
export const builtinRules: readonly Rule[] = [
  ...patternRules,
  ...sopsRules,
  ...kubernetesRules,
  ...shellRules,
  rotationRule,
]

/** What findings may name beside those: made from several hits, or by one verb alone. */
export const furtherMetas: readonly RuleMeta[] = [leftoverMeta]
