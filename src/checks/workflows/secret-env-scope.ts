import { ciRule } from './ci-rule.ts'

/** Secrets in variables of a job or a workflow. */
export const ciSecretEnvScope = ciRule(
  {
    id: 'ci-secret-env-scope',
    summary: 'A secret is a variable of a whole job',
    severity: 'low',
    why: 'Every step gets it, the actions of other people and the scripts of dependencies included, though one or two need it.',
    remedy: 'Move it to the env: of the steps that need it.',
    references: [
      'https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets#using-secrets-in-a-workflow',
    ],
  },
  ['github'],
  /\bsecrets\b/i,
  async () => (await import('./secret-env-scope-hits.ts')).secretEnvScopeHits,
)
