import type { Context, Document, Hit } from '../../model/rule.ts'
import { compileRe2 } from '../../sops/regex.ts'
import { currentConfig } from './readable-config.ts'
import { trackedBelow } from './tracked-below.ts'

/** An expression that is invalid is a finding of its own. */
export async function* deadRuleHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const rules = (await currentConfig(document, context))?.creationRules ?? []
  const paths = rules.length === 0 ? [] : await trackedBelow(document.path, context)
  for (const rule of rules) {
    const matches = rule.pathRegex === '' ? undefined : await compileRe2(rule.pathRegex)
    if (matches === undefined || paths.some(matches)) continue
    const { start, end } = rule.rangeOf('path_regex')
    yield { span: document.spanOfText(start, end) }
  }
}
