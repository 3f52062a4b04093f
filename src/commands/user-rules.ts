import { isAbsolute, resolve } from 'node:path'
import { checkAgainstSchema } from '../formats/schema-check.ts'
import { UserError } from '../model/errors.ts'
import type { Rule } from '../model/rule.ts'
import { compileLibrary } from '../rules/compile-library.ts'
import type { PatternData } from '../rules/pattern-data.ts'
import { patternRule } from '../rules/pattern-rule.ts'
import ruleSchema from '../rules/rule.schema.json' with { type: 'json' }
import { type LoadedRuleFile, loadRuleFiles, parseRuleFile } from '../rules/rule-files.ts'
import { builtin } from './builtin-rules.ts'

/** The rule files of every folder that the configuration names; a relative folder is one of the repository. */
export const userRuleFiles = async (root: string, folders: readonly string[]): Promise<LoadedRuleFile[]> => {
  const files: LoadedRuleFile[] = []
  for (const folder of folders) {
    const path = isAbsolute(folder) ? folder : resolve(root, folder)
    files.push(...(await loadRuleFiles(path, (data) => checkAgainstSchema(ruleSchema, data))))
  }
  return files
}

/** The text of a rule file, read elsewhere than on disk. */
export const userRuleFile = (text: string, file: string): Promise<LoadedRuleFile> =>
  parseRuleFile(text, file, (data) => checkAgainstSchema(ruleSchema, data))

/** Rules of the user, compiled; an id that is taken already is refused, because settings name rules by id. */
export const compileUserPatterns = (files: readonly LoadedRuleFile[]): readonly PatternData[] => {
  const taken = new Set(builtin().rules.map((rule) => rule.meta.id))
  return compileLibrary(files).map(({ file, entry, data }) => {
    if (taken.has(entry.id))
      throw new UserError(`${file}: "${entry.id}": a rule of that id exists already; choose another id`)
    taken.add(entry.id)
    return data
  })
}

export const compileUserRules = (files: readonly LoadedRuleFile[]): readonly Rule[] =>
  compileUserPatterns(files).map(patternRule)

/** The user's own rules as they lie on disk. */
export const loadUserPatterns = async (root: string, folders: readonly string[]): Promise<readonly PatternData[]> =>
  compileUserPatterns(await userRuleFiles(root, folders))
