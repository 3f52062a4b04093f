import type { Document, Hit, Rule, RuleMeta } from '../../model/rule.ts'
import type { CiFile } from './ci-file.ts'
import { type CiHost, ciHostOf } from './ci-paths.ts'

/** Looks at a workflow on behalf of one rule. */
export type CiHits = (file: CiFile) => Iterable<Hit>

/** More in one file are counted in a last hit, not listed. */
const mostListed = 100

/** A rule about the files of the given hosts, whose body is loaded where an expression matches their text. */
export const ciRule = (
  meta: RuleMeta,
  hosts: readonly CiHost[],
  words: RegExp,
  load: () => Promise<CiHits>,
  further: Partial<Rule> = {},
): Rule => ({
  meta,
  needs: ['content', 'path'],
  paths: (path) => hosts.some((host) => host === ciHostOf(path)),
  textOnly: true,
  wholeOnly: true,
  // `gpg --passphrase … -d`, `${{ secrets.X || '…' }}`
  unquoted: true,
  ...further,
  check: (document) => (words.test(document.text) ? ciHits(document, load) : []),
})

async function* ciHits(document: Document, load: () => Promise<CiHits>): AsyncGenerator<Hit> {
  const [{ readCiFile, assertRead }, hits] = await Promise.all([import('./ci-file.ts'), load()])
  const file = await readCiFile(document)
  yield* listed(hits(file))
  assertRead(file)
}

/** The first hits, each place once, and one that says how many more there are. */
export function* listed(hits: Iterable<Hit>): Generator<Hit> {
  const seen = new Set<string>()
  for (const hit of hits) {
    const place = `${hit.span?.start}-${hit.span?.end}`
    if (seen.has(place)) continue
    seen.add(place)
    if (seen.size <= mostListed) yield hit
  }
  const more = seen.size - mostListed
  if (more > 0) yield { note: `${more} more places of this kind are in this file` }
}
