import { ciRule } from './ci-rule.ts'

/** Steps that print all variables of their environment. */
export const ciEnvDump = ciRule(
  {
    id: 'ci-env-dump',
    summary: 'A step prints all variables of its environment',
    severity: 'medium',
    why: 'The log keeps every variable of the job: those that hold secrets, and those that a later change adds. A CI masks registered values by exact match only, and never what a step decrypted or worked out.',
    remedy: 'Print the variables you want to see by name: echo "$GITHUB_REF $RUNNER_OS". For names alone: compgen -e.',
    references: [
      'https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information',
      'https://docs.gitlab.com/ci/variables/#cicd-variable-security',
    ],
  },
  ['github', 'gitlab'],
  /\b(?:env|printenv|set|export|declare|typeset|environ|printenv)\b|process\.env|[Ee]nv:/,
  async () => (await import('./env-dump-hits.ts')).envDumpHits,
)
