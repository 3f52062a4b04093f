import type { Rule } from '../../model/rule.ts'
import { metadataWords } from './metadata-words.ts'

/** A wrapped data key that its recipient cannot open, or that somebody beside them can. */
export const encMalformed: Rule = {
  meta: {
    id: 'sops-enc-malformed',
    summary: 'A wrapped data key in a SOPS file is damaged or wrapped for somebody else',
    severity: 'high',
    why: 'The entry of a recipient holds the data key of the file, wrapped for them alone. Where it is damaged they can no longer open the file, and with it goes the last copy where they are the only one; where it names one more reader, that one can open the file unseen.',
    remedy:
      'Restore the entry from the last good version, or remove the recipient and add them again with sops updatekeys FILE. Where somebody was hidden in it, rotate the data key with sops rotate and replace the credentials.',
    references: ['https://getsops.io/docs/'],
  },
  needs: ['content', 'path'],
  keywords: metadataWords,
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document) {
    yield* (await import('./enc-malformed-hits.ts')).encMalformedHits(document)
  },
}
