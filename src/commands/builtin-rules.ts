import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { leftoverMeta } from '../checks/leftovers/index.ts'
import type { Rule, RuleMeta } from '../model/rule.ts'
import { type Artefact, openArtefact, patternRulesOf } from './artefact.ts'
import { builtinChecks } from './builtin-checks.ts'

/** What the build makes of the files in `rules/`; it lies beside this module. */
const artefactName = 'rules.generated.bin'

interface Builtin {
  readonly artefact: Artefact
  /** The artefact as it was read. */
  readonly file: Uint8Array
  /** Every rule that looks at units of the repository. */
  readonly rules: readonly Rule[]
}

let loaded: Builtin | undefined

/** The rules of this package, read once. */
export const builtin = (): Builtin => {
  if (loaded !== undefined) return loaded
  const path = join(import.meta.dirname, artefactName)
  const file = readFileSync(path)
  const artefact = openArtefact(file)
  if (artefact === undefined) throw new Error(`${path} holds no rules: install leaktight again`)
  loaded = { artefact, file, rules: [...patternRulesOf(artefact), ...builtinChecks] }
  return loaded
}

/** What findings may name beside those: made from several hits, or by one verb alone. */
export const furtherMetas: readonly RuleMeta[] = [leftoverMeta]
