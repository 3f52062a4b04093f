import { compileRule } from './compile.ts'
import type { PatternData } from './pattern-data.ts'
import type { RuleEntry } from './rule-entry.ts'
import type { LoadedRuleFile } from './rule-files.ts'

/** An entry together with what it was compiled to. */
export interface CompiledRule {
  readonly file: string
  readonly provider: string
  readonly entry: RuleEntry
  readonly data: PatternData
}

/** A documented example that its own rule ignores must not come back through a generic one. */
const withoutExamples = (data: PatternData, documented: readonly string[]): PatternData =>
  data.generic === true && documented.length > 0 ? { ...data, ignore: documented } : data

/** Compiles every rule of several files; generic rules ignore the documented examples of all of them. */
export const compileLibrary = (files: readonly LoadedRuleFile[]): CompiledRule[] => {
  const documented = [...new Set(files.flatMap(({ rules }) => rules.flatMap(({ ignore }) => ignore ?? [])))].sort()
  return files.flatMap(({ file, provider, rules }) =>
    rules.map((entry) => ({ file, provider, entry, data: withoutExamples(compileRule(entry, file), documented) })),
  )
}
