import type { Context, Document, Hit } from '../../model/rule.ts'
import type { CreationRule } from '../../sops/config-document.ts'
import { flatFields } from '../../sops/configured-keys.ts'
import { everyRule } from './every-rule.ts'
import { currentConfig } from './readable-config.ts'

/** One a rule, at the first field that is ignored. */
export async function* mixedKeyHits(document: Document, context: Context): AsyncGenerator<Hit> {
  for (const rule of everyRule(await currentConfig(document, context))) {
    const field = rule.hasKeyGroups ? flatFields.find((name) => isNamed(rule, name)) : undefined
    const entry = rule.map.entries.findLast(({ key }) => key === field)
    if (entry === undefined) continue
    const { identity } = rule.flat.keys.find((key) => isMissing(rule, key.identity)) ?? {}
    const lost = identity === undefined ? '' : `; ${identity} is in no group`
    yield {
      span: document.spanOfText(entry.keyStart, entry.keyEnd),
      extent: document.spanOfText(rule.start, rule.end),
      note: `This rule has key_groups, so SOPS ignores its "${field}"${lost}`,
    }
  }
}

/** An empty field names nobody. */
const isNamed = ({ map }: CreationRule, field: string): boolean => {
  const value = map.entries.findLast(({ key }) => key === field)?.value
  if (value === undefined) return false
  return value.kind === 'list' ? value.items.length > 0 : value.kind !== 'scalar' || Boolean(value.value)
}

const isMissing = ({ groups }: CreationRule, identity: string): boolean =>
  !groups.some(({ keys }) => keys.some((key) => key.identity === identity))
