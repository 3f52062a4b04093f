import type { Rule } from '../../model/rule.ts'
import { metadataWords } from './metadata-words.ts'

/** Metadata that are missing, contradict each other or were cut away altogether. */
export const missingField: Rule = {
  meta: {
    id: 'sops-meta-missing-field',
    summary: 'The metadata that SOPS needs to open this file are missing or unreadable',
    severity: 'high',
    why: 'Without its recipients and its wrapped data key nobody can decrypt the file again; without a mac, a date or with two selectors SOPS refuses it. The values look encrypted and are lost.',
    remedy:
      'Restore the sops block from the last good version of the file (git log -p FILE), or encrypt the plaintext again with sops --encrypt. Never write the block by hand.',
    references: ['https://getsops.io/docs/'],
  },
  needs: ['content', 'path'],
  keywords: metadataWords,
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document, context) {
    yield* (await import('./missing-field-hits.ts')).missingFieldHits(document, context)
  },
}
