import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkAgainstSchema } from '../../../src/formats/schema-check.ts'
import type { Rule } from '../../../src/model/rule.ts'
import { type CompiledRule, compileLibrary } from '../../../src/rules/compile-library.ts'
import { patternRule } from '../../../src/rules/pattern-rule.ts'
import schema from '../../../src/rules/rule.schema.json' with { type: 'json' }
import type { RuleEntry } from '../../../src/rules/rule-entry.ts'
import { loadRuleFiles } from '../../../src/rules/rule-files.ts'

export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')

export const validate = (data: unknown): string[] => checkAgainstSchema(schema, data)

let loaded: Promise<CompiledRule[]> | undefined

/** Every rule of the library, compiled. */
export const library = (): Promise<CompiledRule[]> => {
  loaded ??= loadRuleFiles(join(root, 'rules'), validate).then(compileLibrary)
  return loaded
}

/** One rule of the library, ready to check. */
export const libraryRule = async (id: string): Promise<Rule> => {
  const found = (await library()).find(({ data }) => data.id === id)
  if (found === undefined) throw new Error(`no rule is named ${id}`)
  return patternRule(found.data)
}

/** A valid entry of a rule file, to be changed in one place. */
export const entryWith = (changes: Partial<RuleEntry>): RuleEntry => ({
  id: 'acme-key',
  summary: 'Acme key',
  severity: 'high',
  keywords: ['acme_'],
  pattern: '(?<secret>acme_[a-z]{8})',
  why: 'It opens the shop.',
  remedy: 'Revoke it.',
  references: ['https://acme.example/keys'],
  examples: { match: ['acme_${lower:8}'], ignore: ['acme_'] },
  ...changes,
})
