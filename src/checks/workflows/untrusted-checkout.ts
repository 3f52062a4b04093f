import { ciRule } from './ci-rule.ts'

/** Workflows that run the code of a pull request with the secrets of the repository. */
export const ciUntrustedCheckout = ciRule(
  {
    id: 'ci-untrusted-checkout',
    summary: 'A workflow with secrets checks out code that anybody can propose',
    severity: 'high',
    why: 'pull_request_target, workflow_run and issue_comment run with the secrets of the repository, also for a pull request from a fork. Once its head is checked out, its scripts, build files and dependencies run beside those secrets and the token of the job.',
    remedy:
      'Build and test on pull_request, which has no secrets, and act on the result in a second workflow that checks out nothing of the change. Where the head must be checked out: permissions: {}, persist-credentials: false, no secret in the job, and if: github.event.pull_request.head.repo.full_name == github.repository.',
    references: [
      'https://docs.github.com/en/actions/reference/security/secure-use#mitigating-the-risks-of-untrusted-code-checkout',
      'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request_target',
    ],
  },
  ['github'],
  /\b(?:pull_request_target|workflow_run|issue_comment)\b/,
  async () => (await import('./untrusted-checkout-hits.ts')).untrustedCheckoutHits,
)
