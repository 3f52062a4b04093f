import type { Context, Document, Hit } from '../../model/rule.ts'
import { nameOf } from '../sops/leaf-hit.ts'
import { isCurrent } from './current.ts'
import { type Place, runDigests } from './run-digests.ts'
import { stageOf } from './stage.ts'
import { verdictOf } from './verdict.ts'

/** Each credential that was seen at another place before. */
export async function* reuseHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const verdict = await verdictOf(document, context)
  if (verdict === undefined || !(await isCurrent(document, context))) return
  const digests = runDigests(context)
  for (const { leaf, digest, weakness } of verdict.credentials) {
    if (weakness !== undefined) continue // many have it who share nothing
    const place = { path: document.path, keyPath: leaf.path }
    const other = digests.firstElsewhere(digest, place)
    if (other === undefined) continue
    const apart = areApart(place, other)
    yield {
      span: document.spanOfText(leaf.start, leaf.end),
      severity: apart ? 'high' : 'low',
      note: `${nameOf(leaf)} holds the same credential as ${nameIn(other, document)}${apart ? ': one for development, one for production' : ''}`,
    }
  }
}

const nameIn = ({ path, keyPath }: Place, document: Document): string => {
  const name = nameOf({ path: keyPath })
  return path === document.path ? `${name} of this file` : `${name} in ${path}`
}

const areApart = (one: Place, other: Place): boolean => {
  const stages = [stageOf(one), stageOf(other)]
  return stages.includes('production') && stages.includes('development')
}
