import { ciRule } from './ci-rule.ts'

/** Reusable workflows that get every secret. */
export const ciSecretsInherit = ciRule(
  {
    id: 'ci-secrets-inherit',
    summary: 'A reusable workflow is given every secret',
    severity: 'low',
    why: 'The called workflow, and every action in it, can read each secret of the caller, now and after it changes.',
    remedy: 'Name the secrets it needs: secrets: { DEPLOY_TOKEN: "${{ secrets.DEPLOY_TOKEN }}" }.',
    references: [
      'https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#passing-inputs-and-secrets-to-a-reusable-workflow',
    ],
  },
  ['github'],
  /\binherit\b/,
  async () => (await import('./secrets-inherit-hits.ts')).secretsInheritHits,
)
