import type { Context, Document, Hit } from '../../model/rule.ts'
import { everyPath } from './every-path.ts'
import { currentConfig } from './readable-config.ts'

export async function* unreachableRuleHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const rules = (await currentConfig(document, context))?.creationRules ?? []
  const seen = new Map<string, number>()
  let catchAll: number | undefined
  for (const [index, rule] of rules.entries()) {
    const earlier = catchAll ?? seen.get(rule.pathRegex)
    if (earlier !== undefined) {
      const { start, end } = rule.rangeOf('path_regex')
      yield {
        span: document.spanOfText(start, end),
        extent: document.spanOfText(rules[earlier]?.start ?? start, rule.end),
        note: `No file ever reaches this rule: ${reason(earlier, catchAll)}`,
      }
    } else seen.set(rule.pathRegex, index)
    if (everyPath(rule.pathRegex)) catchAll ??= index
  }
}

const reason = (index: number, catchAll: number | undefined): string =>
  `rule ${index + 1} ${catchAll === undefined ? 'has the same path_regex' : 'matches every file'}`
