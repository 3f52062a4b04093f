import { buildImage } from '../engine/kernel/image.ts'
import { triggersOf } from '../engine/triggers.ts'
import { checkRuleIds, parseConfig } from '../policy/parse-config.ts'
import type { PatternData } from '../rules/pattern-data.ts'
import { patternRule } from '../rules/pattern-rule.ts'
import { encodeArtefact } from './artefact.ts'
import { searchingChecks } from './builtin-checks.ts'
import { builtin, furtherMetas } from './builtin-rules.ts'
import type { Invocation } from './invocation.ts'
import { type KeptSetup, keepSetup } from './kept-setup.ts'
import { type RuleSet, ruleSetOf } from './rule-set.ts'
import { type ConfigText, readInputs } from './setup-inputs.ts'

/** The rules of this package and of the user as one artefact. */
const artefactWith = (own: readonly PatternData[]): Buffer => {
  const { patterns, texts } = builtin().artefact
  const all = [...patterns.map((pattern, index) => ({ ...pattern, ...texts(index) })), ...own]
  return encodeArtefact(all, buildImage(triggersOf([...all.map(patternRule), ...searchingChecks])))
}

const withOwn = async (root: string, folders: readonly string[]): Promise<RuleSet> => {
  if (folders.length === 0) return builtin()
  const { loadUserPatterns } = await import('./user-rules.ts')
  const own = await loadUserPatterns(root, folders)
  return ruleSetOf(artefactWith(own), builtin().artefact.patterns.length) ?? builtin()
}

/** Reads configuration and rules in earnest. Keeps what came out, unless a file was changed meanwhile. */
export const setUpAnew = async (invocation: Invocation, text: ConfigText): Promise<KeptSetup> => {
  const config = await parseConfig(text.text, text.name)
  const before = readInputs(text, config.rules.paths)
  const ruleSet = await withOwn(text.root, config.rules.paths)
  checkRuleIds(
    config,
    [...ruleSet.rules.map((rule) => rule.meta), ...furtherMetas].map(({ id }) => id),
  )
  const after = readInputs(text, config.rules.paths)
  if (before !== undefined && JSON.stringify(before) === JSON.stringify(after)) {
    keepSetup(invocation, before, config, ruleSet === builtin() ? Buffer.alloc(0) : ruleSet.file)
  }
  return { config, ruleSet }
}
