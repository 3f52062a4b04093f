import type { Document, Hit, Rule, RuleMeta } from '../../model/rule.ts'
import type { EncryptedFile } from '../../sops/encrypted-file.ts'

/** What a rule says about a file that SOPS wrote. */
export type FileHits = (file: EncryptedFile, document: Document) => Iterable<Hit>

type Bodies = typeof import('./hits/index.ts')

/** A rule about the inside of encrypted files. Its body is loaded when there is such a file. */
export const encryptedFileRule = (
  meta: RuleMeta,
  body: (bodies: Bodies) => FileHits,
  further: Pick<Rule, 'advisory' | 'generic'> = {},
): Rule => ({
  meta,
  needs: ['content', 'path'],
  keywords: ['sops'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  ...further,
  check: (document) => hitsOf(document, body),
})

/** More of one rule in one file are counted in a last hit, not listed. */
const mostListed = 100

async function* hitsOf(document: Document, body: (bodies: Bodies) => FileHits): AsyncGenerator<Hit> {
  const { readEncryptedFile } = await import('../../sops/encrypted-file.ts')
  const file = await readEncryptedFile(document.path, document.text)
  if (file === undefined) return
  const hits = body(await import('./hits/index.ts'))(file, document)
  let count = 0
  for (const hit of hits) if (++count <= mostListed) yield hit
  if (count > mostListed) yield { note: `${count - mostListed} more places of this file have the same fault` }
}
