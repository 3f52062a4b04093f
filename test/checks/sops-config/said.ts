import type { Rule } from '../../../src/model/rule.ts'
import { type ContextOptions, contextOf, type DocumentOptions, documentOf, hitsOf } from '../../support/document.ts'

/** What a rule says about a file of a repository: severity, the text it points at, and the sentence. */
export const said = async (
  rule: Rule,
  path: string,
  text: string,
  { origin, ...options }: ContextOptions & Pick<DocumentOptions, 'origin'> = {},
): Promise<(readonly [severity: string, at: string, note: string])[]> => {
  const document = documentOf(path, text, origin === undefined ? {} : { origin })
  const hits = await hitsOf(rule, document, contextOf({ ...options, files: { [path]: text, ...options.files } }))
  return hits.map(({ severity, span, note }) => [
    severity ?? rule.meta.severity,
    span === undefined ? '' : document.slice(span.start, span.end),
    note ?? rule.meta.summary,
  ])
}

/** The lines of a `.sops.yaml` with creation rules. */
export const rules = (...lines: string[]): string => `creation_rules:\n${lines.map((line) => `  ${line}\n`).join('')}`
