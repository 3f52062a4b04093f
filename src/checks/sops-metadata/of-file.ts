import type { Hit } from '../../model/rule.ts'

/** What SOPS refuses to open concerns the file as it is now: what was deleted shows at lines that the change left alone. */
export function* ofFile(hits: Iterable<Hit>): Generator<Hit> {
  for (const hit of hits) yield { ...hit, ofFile: true }
}
