import type { Rule } from '../../model/rule.ts'
import { metadataWords } from './metadata-words.ts'

/** A mac that no SOPS can have written. One that is missing is another rule's. */
export const macShape: Rule = {
  meta: {
    id: 'sops-mac-shape',
    summary: 'The mac of a SOPS file is not what SOPS writes',
    severity: 'high',
    why: 'The mac is one encrypted string of 128 hexadecimal digits that proves the values to be complete. Any other form was damaged or made by hand, and SOPS refuses the file.',
    remedy:
      'Restore the mac from the last good version of the file. Where the values were changed by hand since, check them against their source and save the file once with sops edit --ignore-mac.',
    references: ['https://getsops.io/docs/'],
  },
  needs: ['content', 'path'],
  keywords: metadataWords,
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document) {
    yield* (await import('./mac-shape-hits.ts')).macShapeHits(document)
  },
}
