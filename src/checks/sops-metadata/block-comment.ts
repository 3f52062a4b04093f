import type { Rule } from '../../model/rule.ts'
import { metadataWords } from './metadata-words.ts'

/** A comment or an unknown key in the metadata. */
export const blockComment: Rule = {
  meta: {
    id: 'sops-block-comment',
    summary: 'The sops block holds something that SOPS neither writes nor reads',
    severity: 'low',
    why: 'SOPS throws away comments and unknown keys inside of its own block when it next writes the file, encrypts none of them and covers none of them by its mac: what stands there is readable and gets lost.',
    remedy:
      'Move the text out of the sops block, above a value, with sops edit FILE. Replace the credential if it was one.',
    references: ['https://getsops.io/docs/'],
  },
  needs: ['content', 'path'],
  keywords: metadataWords,
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document) {
    yield* (await import('./block-comment-hits.ts')).blockCommentHits(document)
  },
}
