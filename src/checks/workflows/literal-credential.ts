import { ciRule } from './ci-rule.ts'

/** Passwords that stand in a workflow as they are. */
export const ciLiteralCredential = ciRule(
  {
    id: 'ci-literal-credential',
    summary: 'A password is written into a workflow',
    severity: 'medium',
    why: 'Everybody who can read the repository has it, and so has everybody who ever cloned it.',
    remedy:
      'Replace the password where it is used. Then keep it as a secret: password: ${{ secrets.REGISTRY_PASSWORD }} on GitHub, a masked and hidden CI/CD variable of the project on GitLab.',
    references: [
      'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idcontainercredentials',
      'https://docs.gitlab.com/ci/variables/#cicd-variable-security',
    ],
  },
  ['github', 'gitlab'],
  /credentials\s*["']?:|variables\s*["']?:/,
  async () => (await import('./literal-credential-hits.ts')).literalCredentialHits,
  { generic: true },
)
