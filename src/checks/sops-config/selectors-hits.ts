import type { Context, Document, Hit } from '../../model/rule.ts'
import { everyRule } from './every-rule.ts'
import { currentConfig } from './readable-config.ts'

/** At the second selector of each rule, in the order of the file. */
export async function* selectorHits(document: Document, context: Context): AsyncGenerator<Hit> {
  for (const { selectors, map, ...rule } of everyRule(await currentConfig(document, context))) {
    if (selectors.size < 2) continue
    const written = map.entries.filter(({ key }) => [...selectors.keys()].some((field) => field === key))
    const second = written[1]
    if (second === undefined) continue
    yield {
      span: document.spanOfText(second.keyStart, second.keyEnd),
      extent: document.spanOfText(rule.start, rule.end),
      note: `This rule has ${[...new Set(written.map(({ key }) => key))].join(' and ')}; SOPS takes one selector and refuses to use the rule`,
    }
  }
}
