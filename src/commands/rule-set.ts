import type { Rule } from '../model/rule.ts'
import { type Artefact, openArtefact, patternRulesOf } from './artefact.ts'
import { builtinChecks } from './builtin-checks.ts'

/** Every rule that looks at units, and what makes that fast. */
export interface RuleSet {
  readonly rules: readonly Rule[]
  readonly artefact: Artefact
  /** The artefact as it was read. */
  readonly file: Uint8Array
}

/** The rules of an artefact and all checks; patterns from `own` on are the user's. Undefined for what is no artefact. */
export const ruleSetOf = (file: Buffer, own = Number.POSITIVE_INFINITY): RuleSet | undefined => {
  const artefact = openArtefact(file)
  if (artefact === undefined) return undefined
  const patterns = patternRulesOf(artefact)
  return { artefact, file, rules: [...patterns.slice(0, own), ...builtinChecks, ...patterns.slice(own)] }
}
