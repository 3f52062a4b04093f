import type { Rule } from '../../model/rule.ts'
import { metadataWords } from './metadata-words.ts'

/** Metadata of a further document that say something else than the first. */
export const blockUnread: Rule = {
  meta: {
    id: 'sops-block-unread',
    summary: 'A sops block stands where SOPS does not read it',
    severity: 'high',
    why: 'SOPS takes the metadata from the first document of a YAML file and drops those of all others unread. Values behind a block of their own were encrypted with another data key, so they cannot be decrypted, and readers that are named only there are none.',
    remedy:
      'Keep files that were encrypted apart in files of their own, or put the plaintext documents together and encrypt them at once.',
    references: ['https://getsops.io/docs/'],
  },
  needs: ['content', 'path'],
  keywords: metadataWords,
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document) {
    yield* (await import('./block-unread-hits.ts')).blockUnreadHits(document)
  },
}
