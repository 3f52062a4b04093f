import type { Rule } from '../../model/rule.ts'
import { metadataWords } from './metadata-words.ts'

/** A version of SOPS that wrote files in a way it later mended. */
export const versionOld: Rule = {
  meta: {
    id: 'sops-version-old',
    summary: 'A SOPS file was written by an old version with known faults',
    severity: 'low',
    why: 'Before 3.3.0 the encryption context of AWS KMS was not used as written, and before 3.11.0 a selector could leave a whole binary file in plaintext.',
    remedy: 'Update sops, decrypt the file and encrypt it again, and look at the result.',
    references: ['https://getsops.io/docs/'],
  },
  needs: ['content', 'path'],
  keywords: metadataWords,
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  advisory: true,
  async *check(document) {
    yield* (await import('./version-old-hits.ts')).versionOldHits(document)
  },
}
