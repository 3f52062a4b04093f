import type { Context, Rule } from '../model/rule.ts'
import type { Unit } from '../model/unit.ts'
import { encodingOf, isBinary, toUtf8 } from './decode.ts'
import { openDocument } from './document.ts'
import type { Quiet } from './forerun.ts'
import { concerns } from './hits.ts'
import type { Found, Search } from './search.ts'

const hasHit = (
  rule: Rule,
  unit: Unit,
  bytes: Uint8Array,
  found: Found,
  binary: boolean,
  context: Context,
): boolean => {
  const document = openDocument(unit, bytes, found, { whole: true, first: true, binary })
  if (!concerns(rule, document)) return false
  const hits = rule.check(document, context)
  // One that does not answer at once is left to the engine.
  if (!(Symbol.iterator in hits)) return true
  for (const _ of hits) return true
  return false
}

/**
 * Answers quickly that nothing is to be found in a content; undefined where something may be. `rules` are those that
 * can be asked here, by id; what is found for any other rule is left to the engine.
 */
export const ruledOut = (
  unit: Unit,
  raw: Uint8Array,
  search: Search,
  rules: ReadonlyMap<string, Rule>,
  context: Context,
): Quiet | undefined => {
  const bytes = toUtf8(raw, encodingOf(raw))
  const quiet = { bytes: raw.length, binary: isBinary(bytes) }
  const found = search.in(bytes)
  if (found.nothing) return quiet
  for (const id of found.ids()) {
    const rule = rules.get(id)
    if (rule === undefined || hasHit(rule, unit, bytes, found, quiet.binary, context)) return undefined
  }
  return quiet
}
