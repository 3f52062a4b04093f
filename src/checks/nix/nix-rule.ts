import type { Context, Document, Hit, Rule, RuleMeta } from '../../model/rule.ts'
import type { NixFile } from './nix-file.ts'

/** Looks at a `.nix` file on behalf of one rule. */
export type NixHits = (file: NixFile, context: Context) => Iterable<Hit> | AsyncIterable<Hit>

/** More in one file are counted in a last hit, not listed. */
const mostListed = 100

/**
 * A rule about `.nix` files, whose body is loaded where its words stand: keywords, which all documents are searched
 * for, or an expression for words that are too common for that.
 */
export const nixRule = (
  meta: RuleMeta,
  words: readonly string[] | RegExp,
  load: () => Promise<NixHits>,
  further: Partial<Rule> = {},
): Rule => ({
  meta,
  needs: ['content', 'path'],
  ...(words instanceof RegExp ? {} : { keywords: words }),
  paths: (path) => path.endsWith('.nix'),
  textOnly: true,
  wholeOnly: true,
  ...further,
  check: (document, context) =>
    words instanceof RegExp && !words.test(document.text) ? [] : nixHits(document, context, load),
})

async function* nixHits(document: Document, context: Context, load: () => Promise<NixHits>): AsyncGenerator<Hit> {
  const [{ readNixFile }, hits] = await Promise.all([import('./nix-file.ts'), load()])
  let count = 0
  for await (const hit of hits(readNixFile(document), context)) if (++count <= mostListed) yield hit
  if (count > mostListed) yield { note: `${count - mostListed} more places of this kind are in this file` }
}
