import type { Rule } from '../../model/rule.ts'

/** A credential that anybody guesses. */
export const valueWeak: Rule = {
  meta: {
    id: 'sops-value-weak',
    summary: 'A credential is short, a placeholder or a repeated pattern',
    severity: 'low',
    why: 'Encryption protects nothing that can be guessed. A placeholder was most likely meant to be replaced before anything went live.',
    remedy: 'Replace the credential by a random one where it is used, then store that with sops set --value-stdin.',
    references: ['https://pages.nist.gov/800-63-4/sp800-63b.html'],
  },
  needs: ['content', 'path', 'keys'],
  keywords: ['enc[aes256_gcm'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document, context) {
    const { weakHits } = await import('./weak-hits.ts')
    yield* weakHits(document, context)
  },
}
