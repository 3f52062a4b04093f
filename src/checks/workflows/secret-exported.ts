import { ciRule } from './ci-rule.ts'

/** Secrets written to the files by which steps talk to each other. */
export const ciSecretExported = ciRule(
  {
    id: 'ci-secret-exported',
    summary: 'A step writes a secret to a file that later steps or readers of the run see',
    severity: 'high',
    why: 'The log shows all variables of $GITHUB_ENV at the head of every later step, outputs wherever they are used, and the summary on the page of the run. Only values that GitHub knows are masked, and a decrypted value is none of them. A dotenv report of GitLab can be downloaded.',
    remedy:
      'Use the value in the step that decrypts it: sops exec-env secrets.enc.env ./deploy.sh. If a later step must have it, mask it first: echo "::add-mask::$value"; echo "NAME=$value" >> "$GITHUB_ENV".',
    references: [
      'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#masking-a-value-in-a-log',
      'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files',
      'https://docs.gitlab.com/ci/variables/job_scripts/#pass-an-environment-variable-to-another-job',
    ],
  },
  ['github', 'gitlab'],
  /GITHUB_(?:ENV|OUTPUT|STEP_SUMMARY)|github\s*\.\s*(?:env|output|step_summary)|::set-(?:env|output)|dotenv/i,
  async () => (await import('./secret-exported-hits.ts')).secretExportedHits,
)
