import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { leftoverMeta } from '../checks/leftovers/index.ts'
import type { Rule, RuleMeta } from '../model/rule.ts'
import { lazyPatternRule } from '../rules/pattern-rule.ts'
import { type Artefact, openArtefact } from './artefact.ts'
import { builtinChecks } from './builtin-checks.ts'

/** What the build makes of the files in `rules/`; it lies beside this module. */
const artefactName = 'rules.generated.bin'

/** The pattern rules of an artefact. */
export const patternRulesOf = ({ patterns, texts }: Artefact): Rule[] =>
  patterns.map((pattern, index) => lazyPatternRule(pattern, () => texts(index)))

interface Builtin {
  readonly artefact: Artefact
  /** Every rule that looks at units of the repository. */
  readonly rules: readonly Rule[]
}

let loaded: Builtin | undefined

/** The rules of this package, read once. */
export const builtin = (): Builtin => {
  if (loaded !== undefined) return loaded
  const path = join(import.meta.dirname, artefactName)
  const artefact = openArtefact(readFileSync(path))
  if (artefact === undefined) throw new Error(`${path} holds no rules: install leaktight again`)
  loaded = { artefact, rules: [...patternRulesOf(artefact), ...builtinChecks] }
  return loaded
}

/** What findings may name beside those: made from several hits, or by one verb alone. */
export const furtherMetas: readonly RuleMeta[] = [leftoverMeta]
