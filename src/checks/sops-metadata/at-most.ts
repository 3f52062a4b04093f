import type { Hit } from '../../model/rule.ts'

/** More in one file are counted in a last hit, not listed. */
const mostListed = 100

/** The first hits, and how many there are besides. */
export function* atMost(hits: Iterable<Hit>, what: string): Generator<Hit> {
  let seen = 0
  for (const hit of hits) if (++seen <= mostListed) yield hit
  if (seen > mostListed) yield { note: `${seen - mostListed} more ${what}` }
}
