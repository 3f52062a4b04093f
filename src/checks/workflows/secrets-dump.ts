import { ciRule } from './ci-rule.ts'

/** All secrets at once in an expression of a workflow. */
export const ciSecretsDump = ciRule(
  {
    id: 'ci-secrets-dump',
    summary: 'A workflow writes out all secrets at once',
    severity: 'high',
    why: 'An expression over the whole secrets context hands every secret of the repository and its organization to one step, also those that are added later. The log shows its JSON, in which only exact matches of registered values are masked.',
    remedy: 'Name the secrets the step needs: env: { DEPLOY_TOKEN: "${{ secrets.DEPLOY_TOKEN }}" }.',
    references: [
      'https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information',
      'https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#secrets-context',
    ],
  },
  ['github'],
  /\bsecrets\b|tojson/i,
  async () => (await import('./secrets-dump-hits.ts')).secretsDumpHits,
)
