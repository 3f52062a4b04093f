import { ciRule } from './ci-rule.ts'

/** A field of a structured secret, which GitHub does not mask. */
export const ciDerivedSecret = ciRule(
  {
    id: 'ci-derived-secret',
    summary: 'A part of a structured secret is used, which GitHub does not mask',
    severity: 'medium',
    why: 'GitHub masks exact matches of the whole secret. A field of its JSON is no such match, and the log shows the text of each step and its variables before it runs.',
    remedy:
      'Make each field a secret of its own and write ${{ secrets.NAME }}; or take it out in the step and mask it first: field=$(jq -r .field <<< "$JSON"); echo "::add-mask::$field".',
    references: [
      'https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information',
      'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#masking-a-value-in-a-log',
    ],
  },
  ['github'],
  /fromJSON\(\s*secrets\b/i,
  async () => (await import('./derived-secret-hits.ts')).derivedSecretHits,
)
