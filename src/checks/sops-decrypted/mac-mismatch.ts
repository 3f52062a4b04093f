import type { Rule } from '../../model/rule.ts'

/** All values together are not what SOPS wrote. */
export const macMismatch: Rule = {
  meta: {
    id: 'sops-mac-mismatch',
    summary: 'The values of a SOPS-encrypted file are not the ones its mac was made of',
    severity: 'high',
    why: 'The mac covers every value of the file. Where it does not fit, somebody changed, added, removed or reordered values without SOPS, by hand or in a merge, or tampered with them. SOPS refuses to decrypt the file.',
    remedy:
      'Find the last commit whose version sops decrypts, and make the change again with sops edit or sops set. Pass --ignore-mac only to compare by eye, never to write the file back unread.',
    references: ['https://getsops.io/docs/#message-authentication-code'],
  },
  needs: ['content', 'path', 'keys'],
  keywords: ['enc[aes256_gcm'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document, context) {
    const { macHits } = await import('./authenticity-hits.ts')
    yield* macHits(document, context)
  },
}
