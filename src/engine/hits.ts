import { reasonOf } from '../model/errors.ts'
import type { Document, Hit, Rule } from '../model/rule.ts'
import type { Candidate } from './candidates.ts'
import type { Run } from './run.ts'
import type { Found } from './search.ts'

/** Whether a rule means anything for a document of this kind. */
export const concerns = (rule: Rule, document: Pick<Document, 'path' | 'binary' | 'whole'>): boolean =>
  (!document.binary || rule.textOnly !== true) &&
  (document.whole || rule.wholeOnly !== true) &&
  (rule.paths === undefined || rule.paths(document.path))

// Most rules answer at once; waiting for each hit of those would cost more than finding it.
const collect = async (hits: Iterable<Hit> | AsyncIterable<Hit>, rule: Rule, into: Candidate[]): Promise<void> => {
  const add = (hit: Hit): void => {
    into.push({ rule, hit, severity: hit.severity ?? rule.meta.severity })
  }
  if (Symbol.iterator in hits) for (const hit of hits) add(hit)
  else for await (const hit of hits) add(hit)
}

const listed = (rules: readonly string[]): string =>
  rules.length <= 3 ? rules.join(', ') : `${rules.slice(0, 2).join(', ')} and ${rules.length - 2} other rules`

/** Every hit of every rule that concerns the document; a rule that fails is an error of that document, one for each cause. */
export const candidatesOf = async (document: Document, found: Found, run: Run): Promise<Candidate[]> => {
  const candidates: Candidate[] = []
  const failed = new Map<string, string[]>()
  for (const { rule, trigger } of found.nothing ? run.unkeyed : run.rules) {
    if (trigger !== undefined && document.offsetsOf(trigger).length === 0) continue
    if (!concerns(rule, document)) continue
    try {
      await collect(rule.check(document, run.context), rule, candidates)
    } catch (error) {
      const reason = reasonOf(error)
      failed.set(reason, [...(failed.get(reason) ?? []), rule.meta.id])
    }
  }
  for (const [reason, rules] of failed) run.errors.push({ path: document.path, reason: `${listed(rules)}: ${reason}` })
  return candidates
}
