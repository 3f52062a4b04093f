import { ciRule } from './ci-rule.ts'

/** A secret that a step prints. */
export const ciSecretPrinted = ciRule(
  {
    id: 'ci-secret-printed',
    summary: 'A step prints a secret to its log',
    severity: 'medium',
    why: 'GitHub masks exact matches of the value. What is left of it after a filter, a line of a longer secret, or a value with characters that were escaped stands in the log, which everybody can read who can read the repository.',
    remedy:
      'Do not print it. To see whether it is set: env: { TOKEN: "${{ secrets.TOKEN }}" } and [ -n "$TOKEN" ] && echo "TOKEN is set". To hand it on, pipe it: printf %s "$TOKEN" | docker login --password-stdin …',
    references: [
      'https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information',
      'https://docs.github.com/en/actions/concepts/security/secrets',
    ],
  },
  ['github'],
  /\bsecrets\b|github\s*\.\s*token/i,
  async () => (await import('./secret-printed-hits.ts')).secretPrintedHits,
)
