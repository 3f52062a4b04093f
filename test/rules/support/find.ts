import type { Hit, Rule } from '../../../src/model/rule.ts'
import { textDocument } from '../../../src/rules/text-document.ts'

const context = { now: () => new Date(0), policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14 } }

/** Every hit of a rule in a text. */
export const hitsOf = async (rule: Rule, text: string | Uint8Array, path = 'file.yaml'): Promise<Hit[]> => {
  const hits: Hit[] = []
  for await (const hit of rule.check(textDocument(path, text), context)) hits.push(hit)
  return hits
}

/** The values a rule finds in a text. */
export const valuesOf = async (rule: Rule, text: string, path?: string): Promise<string[]> =>
  (await hitsOf(rule, text, path)).map((hit) => hit.secret?.read((value) => value) ?? '')
