import type { Rule } from '../../model/rule.ts'

/** An encrypted comment that cannot be decrypted. */
export const commentUnauthentic: Rule = {
  meta: {
    id: 'sops-comment-unauthentic',
    summary: 'An encrypted comment is not what SOPS wrote at this place',
    severity: 'low',
    why: 'The comment was damaged or moved into another map. The mac does not cover comments, so SOPS decrypts the file all the same and leaves the ciphertext standing as the comment.',
    remedy: 'Write the comment again with sops edit, or remove it.',
    references: ['https://getsops.io/docs/#encrypting-only-parts-of-a-file'],
  },
  needs: ['content', 'path', 'keys'],
  keywords: ['type:comment'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document, context) {
    const { commentHits } = await import('./authenticity-hits.ts')
    yield* commentHits(document, context)
  },
}
