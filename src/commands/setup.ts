import { resolve } from 'node:path'
import type { ExamineOptions } from '../engine/examine.ts'
import { covers } from '../engine/search.ts'
import { UserError } from '../model/errors.ts'
import type { CheckPolicy, Rule, RuleMeta } from '../model/rule.ts'
import { type Config, defaultConfig, rulesOff } from '../policy/config.ts'
import { patternRule } from '../rules/pattern-rule.ts'
import { ciphertextSpans } from '../sops/ciphertext-spans.ts'
import { builtin, furtherMetas } from './builtin-rules.ts'
import { namedConfigText, rootConfigText } from './config-text.ts'
import type { Invocation, ScanFlags } from './invocation.ts'
import type { KeptSetup } from './kept-setup.ts'
import type { RuleSet } from './rule-set.ts'
import type { ConfigText } from './setup-inputs.ts'

/** Configuration and rules, ready to be used. */
export interface Setup {
  readonly config: Config
  /** Those that are to run. */
  readonly rules: readonly Rule[]
  /** Those, and the advisory ones. */
  readonly auditRules: readonly Rule[]
  readonly allRules: readonly Rule[]
  /** Whether the rule of this id is to run. */
  wanted(id: string): boolean
  readonly metas: ReadonlyMap<string, RuleMeta>
  readonly checkPolicy: CheckPolicy
  readonly examineOptions: ExamineOptions
  /** The same, with threads that go ahead where there are many files to read. */
  readonly withThreads: (jobs: number | undefined) => Promise<ExamineOptions>
}

export const configName = '.leaktight.yaml'

const textOf = (cwd: string, root: string, named: string | undefined): ConfigText | undefined => {
  const text =
    named === undefined ? rootConfigText(resolve(root, configName), root) : namedConfigText(resolve(cwd, named))
  return text === undefined ? undefined : { root, name: named ?? configName, text }
}

/** The configuration named by `--config`, else the one at the root, else the defaults; no YAML is loaded for the last. */
export const readConfig = async (cwd: string, root: string, named: string | undefined): Promise<Config> => {
  const written = textOf(cwd, root, named)
  if (written === undefined) return defaultConfig
  const { parseConfig } = await import('../policy/parse-config.ts')
  return parseConfig(written.text, written.name)
}

/** Whether a rule is to run: named by `--rule` where that is given, and not turned off. */
const selection = (config: Config, named: readonly string[] | undefined, known: ReadonlyMap<string, RuleMeta>) => {
  const unknown = named?.find((id) => !known.has(id))
  if (unknown !== undefined) throw new UserError(`--rule ${unknown}: there is no such rule; see \`leaktight rules\``)
  const off = rulesOff(config)
  return (id: string): boolean => !off.has(id) && (named === undefined || named.length === 0 || named.includes(id))
}

const userRules = async (root: string, config: Config): Promise<readonly Rule[]> => {
  if (config.rules.paths.length === 0) return []
  const { loadUserPatterns } = await import('./user-rules.ts')
  return (await loadUserPatterns(root, config.rules.paths)).map(patternRule)
}

const checkPolicyOf = (config: Config): CheckPolicy => ({
  ...config.sops,
  maxAgeDays: config.rotation.maxAgeDays,
  warnDays: config.rotation.warnDays,
  rotation: config.rotation,
})

const metasOf = (rules: readonly Rule[]): ReadonlyMap<string, RuleMeta> =>
  new Map([...rules.map((rule) => rule.meta), ...furtherMetas].map((meta) => [meta.id, meta]))

const assembled = (config: Config, { rules: all, artefact, file }: RuleSet, named: ScanFlags['rule']): Setup => {
  const metas = metasOf(all)
  const examineOptions = { limits: config.limits, ciphertext: ciphertextSpans, image: artefact.image }
  const wanted = selection(config, named, metas)
  const auditRules = all.filter((rule) => wanted(rule.meta.id))
  return {
    config,
    rules: auditRules.filter(({ advisory, meta }) => advisory !== true || named?.includes(meta.id)),
    auditRules,
    allRules: all,
    wanted,
    metas,
    checkPolicy: checkPolicyOf(config),
    examineOptions,
    withThreads: async (jobs) => {
      if (jobs === 1 || !covers(artefact.image, all)) return examineOptions
      const { forerunnerOf } = await import('./forerunner.ts')
      return {
        ...examineOptions,
        forerunner: () => forerunnerOf({ artefact: file, holdBytes: config.limits.holdBytes }, jobs),
      }
    },
  }
}

/** `root` is the folder whose configuration holds; `further` are rules of this verb alone, `own` the user's. */
export const setUp = async (
  root: string,
  config: Config,
  flags: Pick<ScanFlags, 'rule'>,
  further: readonly Rule[] = [],
  own: (root: string, config: Config) => Promise<readonly Rule[]> = userRules,
): Promise<Setup> => {
  const { rules, ...prepared } = builtin()
  const all = [...rules, ...further, ...(await own(root, config))]
  if (config !== defaultConfig) {
    const { checkRuleIds } = await import('../policy/parse-config.ts')
    checkRuleIds(config, metasOf(all).keys())
  }
  return assembled(config, { ...prepared, rules: all }, flags.rule)
}

/** Configuration and rules as they lie on disk; what did not change since the last run is not read in earnest again. */
export const setUpHere = async (invocation: Invocation, root: string, flags: ScanFlags): Promise<Setup> => {
  const written = textOf(invocation.cwd, root, flags.config)
  if (written === undefined) return assembled(defaultConfig, builtin(), flags.rule)
  const { findSetup } = await import('./kept-setup.ts')
  const { config, ruleSet } = findSetup(invocation, written) ?? (await setUpAnew(invocation, written))
  return assembled(config, ruleSet, flags.rule)
}

const setUpAnew = async (invocation: Invocation, written: ConfigText): Promise<KeptSetup> => {
  const anew = await import('./setup-anew.ts')
  return anew.setUpAnew(invocation, written)
}
