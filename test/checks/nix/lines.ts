import type { Rule } from '../../../src/model/rule.ts'
import { contextOf, documentOf, hitsOf, lineOf } from '../../support/document.ts'

/** The lines of a `.nix` file at which a rule finds something. */
export const linesOf = async (
  rule: Rule,
  text: string,
  files: Readonly<Record<string, string>> = {},
  path = 'modules/x.nix',
): Promise<number[]> => {
  const document = documentOf(path, text)
  const hits = await hitsOf(rule, document, contextOf({ files }))
  return hits.map((hit) => lineOf(document, hit)).sort((a, b) => a - b)
}
