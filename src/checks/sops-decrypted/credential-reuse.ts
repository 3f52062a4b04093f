import type { Rule } from '../../model/rule.ts'

/** One credential stands in two places that should each have their own. */
export const credentialReuse: Rule = {
  meta: {
    id: 'sops-credential-reuse',
    summary: 'Two files or profiles hold the same credential',
    severity: 'high',
    why: 'A credential that is shared cannot be revoked for one of its users alone, and whoever gets hold of the development one has production, too. Values are compared by digests under a key that is made for one run and kept nowhere.',
    remedy: 'Create a credential for each place, and revoke the shared one once nobody uses it.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html'],
  },
  needs: ['content', 'path', 'keys'],
  keywords: ['enc[aes256_gcm'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document, context) {
    const { reuseHits } = await import('./reuse-hits.ts')
    yield* reuseHits(document, context)
  },
}
