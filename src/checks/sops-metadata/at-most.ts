import type { Hit } from '../../model/rule.ts'

/** More in one file are counted in a last hit, not listed. */
const mostListed = 100

/** The first hits, and how many there are besides. A hit that takes time to make may be given as what makes it. */
export function* atMost(hits: Iterable<Hit | (() => Hit)>, what: string): Generator<Hit> {
  let seen = 0
  for (const hit of hits) if (++seen <= mostListed) yield typeof hit === 'function' ? hit() : hit
  if (seen > mostListed) yield { note: `${seen - mostListed} more ${what}` }
}
