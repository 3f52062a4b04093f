import type { Rule } from '../../model/rule.ts'

/** One value is not what SOPS wrote at its place. */
export const leafUnauthentic: Rule = {
  meta: {
    id: 'sops-leaf-unauthentic',
    summary: 'An encrypted value is not what SOPS wrote at this place',
    severity: 'high',
    why: 'Each value is sealed together with the keys that lead to it. This one was damaged, was pasted from another place or file, or its key was renamed by hand. SOPS cannot decrypt the file any more, and nobody can tell what was meant to stand here.',
    remedy:
      'Take the value back from the last version of the file that sops decrypts, then rename or move it with sops edit.',
    references: ['https://getsops.io/docs/#message-authentication-code'],
  },
  needs: ['content', 'path', 'keys'],
  keywords: ['enc[aes256_gcm'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document, context) {
    const { leafHits } = await import('./authenticity-hits.ts')
    yield* leafHits(document, context)
  },
}
