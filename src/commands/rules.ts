import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { policyChangeRule } from '../checks/policy-change.ts'
import { didYouMean } from '../formats/did-you-mean.ts'
import { checkAgainstSchema } from '../formats/schema-check.ts'
import { findRepository } from '../git/repository.ts'
import { reasonOf, UserError } from '../model/errors.ts'
import type { RuleMeta } from '../model/rule.ts'
import { defaultConfig } from '../policy/config.ts'
import { explainText, rulesListText } from '../rules/catalogue.ts'
import { compileLibrary } from '../rules/compile-library.ts'
import { runExamples } from '../rules/examples.ts'
import ruleSchema from '../rules/rule.schema.json' with { type: 'json' }
import type { LoadedRuleFile } from '../rules/rule-files.ts'
import { parseRuleFile } from '../rules/rule-files.ts'
import { textDocument } from '../rules/text-document.ts'
import type { Invocation, Outcome } from './invocation.ts'
import { configName, readConfig, setUp } from './setup.ts'
import { userRuleFiles } from './user-rules.ts'

/** The folder whose configuration holds; outside of a repository, the current one. */
const rootOf = async (invocation: Invocation): Promise<string> => {
  try {
    return (await findRepository(invocation)).root
  } catch (error) {
    if (error instanceof UserError) return invocation.cwd
    throw error
  }
}

const metasHere = async (
  invocation: Invocation,
  config: string | undefined,
): Promise<ReadonlyMap<string, RuleMeta>> => {
  const root = await rootOf(invocation)
  const setup = await setUp(root, await readConfig(invocation.cwd, root, config), {}, [policyChangeRule()])
  return setup.metas
}

export interface RulesListFlags {
  readonly config?: string
  /** Measure what each rule costs on the files below this path. */
  readonly timings?: string
}

/** `leaktight rules`: every rule, with severity and summary. */
export const rulesListCommand = async (
  invocation: Invocation,
  { config, timings }: RulesListFlags,
): Promise<Outcome> => {
  if (timings === undefined) {
    return { text: rulesListText([...(await metasHere(invocation, config)).values()]), exitCode: 0 }
  }
  const { ruleTimingsCommand } = await import('./rule-timings.ts')
  return ruleTimingsCommand(invocation, await rootOf(invocation), timings, config)
}

/** `leaktight rules explain ID`: why a rule exists and what to do about its findings. */
export const rulesExplainCommand = async (
  invocation: Invocation,
  id: string,
  config: string | undefined,
): Promise<Outcome> => {
  const metas = await metasHere(invocation, config)
  const meta = metas.get(id)
  if (meta === undefined) {
    throw new UserError(
      `rules explain ${id}: there is no such rule${didYouMean(id, metas.keys())}; see \`leaktight rules\``,
    )
  }
  return { text: explainText(meta), exitCode: 0 }
}

const namedFile = async (cwd: string, path: string): Promise<LoadedRuleFile> => {
  let text: string
  try {
    text = readFileSync(resolve(cwd, path), 'utf8')
  } catch (error) {
    throw new UserError(`${path}: ${reasonOf(error)}; name a rule file that can be read`)
  }
  return parseRuleFile(text, path, (data) => checkAgainstSchema(ruleSchema, data))
}

const configuredFiles = async (invocation: Invocation, configPath: string | undefined): Promise<LoadedRuleFile[]> => {
  const root = await rootOf(invocation)
  const config = await readConfig(invocation.cwd, root, configPath)
  if (config === defaultConfig || config.rules.paths.length === 0) {
    throw new UserError(`rules test: name rule files, or folders of them under "rules: paths:" in ${configName}`)
  }
  return userRuleFiles(root, config.rules.paths)
}

/** `leaktight rules test [FILE…]`: compiles rule files and runs their examples. */
export const rulesTestCommand = async (
  invocation: Invocation,
  paths: readonly string[],
  config: string | undefined,
): Promise<Outcome> => {
  const files =
    paths.length > 0
      ? await Promise.all(paths.map((path) => namedFile(invocation.cwd, path)))
      : await configuredFiles(invocation, config)
  const failures: string[] = []
  const compiled = compileLibrary(files)
  for (const { entry, data, file } of compiled) failures.push(...(await runExamples(entry, data, file, textDocument)))
  const count = compiled.length
  const summary = `${count} ${count === 1 ? 'rule' : 'rules'} tested, ${failures.length} failed\n`
  return { text: [...failures.map((line) => `${line}\n`), summary].join(''), exitCode: failures.length === 0 ? 0 : 1 }
}
