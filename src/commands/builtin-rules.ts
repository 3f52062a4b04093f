import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { keyfileMetas } from '../checks/keyfiles/index.ts'
import { leftoverMeta, leftoverWiped } from '../checks/leftovers/index.ts'
import { runtimeSecretMeta } from '../checks/leftovers/runtime-secret.ts'
import type { RuleMeta } from '../model/rule.ts'
import { type RuleSet, ruleSetOf } from './rule-set.ts'

/** What the build makes of the files in `rules/`; it lies beside this module. */
const artefactPath = join(import.meta.dirname, 'rules.generated.bin')

let loaded: RuleSet | undefined

/** The rules of this package, read once: every rule that looks at units of the repository. */
export const builtin = (): RuleSet => {
  loaded ??= ruleSetOf(readFileSync(artefactPath))
  if (loaded === undefined) throw new Error(`${artefactPath} holds no rules: install leaktight again`)
  return loaded
}

/** What findings may name beside those: made from several hits, or by one verb alone. */
export const furtherMetas: readonly RuleMeta[] = [leftoverMeta, leftoverWiped.meta, runtimeSecretMeta, ...keyfileMetas]
