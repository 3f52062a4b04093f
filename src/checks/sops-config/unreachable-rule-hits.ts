import type { Context, Document, Hit } from '../../model/rule.ts'
import { everyPath } from './every-path.ts'
import { currentConfig } from './readable-config.ts'

export async function* unreachableRuleHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const seen = new Map<string, number>()
  let catchAll: number | undefined
  for (const [index, rule] of ((await currentConfig(document, context))?.creationRules ?? []).entries()) {
    const earlier = catchAll ?? seen.get(rule.pathRegex)
    const { start, end } = rule.rangeOf('path_regex')
    if (earlier !== undefined)
      yield {
        span: document.spanOfText(start, end),
        note: `No file ever reaches this rule: ${reason(earlier, catchAll)}`,
      }
    seen.set(rule.pathRegex, seen.get(rule.pathRegex) ?? index)
    if (everyPath(rule.pathRegex)) catchAll ??= index
  }
}

const reason = (index: number, catchAll: number | undefined): string =>
  `rule ${index + 1} ${catchAll === undefined ? 'has the same path_regex' : 'matches every file'}`
