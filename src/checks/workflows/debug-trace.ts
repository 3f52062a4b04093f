import { ciRule } from './ci-rule.ts'

/** Jobs that trace every command while they hold secrets. */
export const ciDebugTrace = ciRule(
  {
    id: 'ci-debug-trace',
    summary: 'A job traces its commands while it holds secrets',
    severity: 'medium',
    why: 'CI_DEBUG_TRACE writes every variable of a GitLab job to its log, masked ones included. A shell that traces prints each command with its variables filled in and quoted anew, which a mask of the exact value does not always match.',
    remedy:
      'Remove the trace. To trace a part of a script that holds no secret: set -x; …; set +x. To debug a GitLab job once, start a pipeline by hand with the variable, and erase the log of the job afterwards.',
    references: [
      'https://docs.gitlab.com/ci/variables/variables_troubleshooting/#enable-debug-logging',
      'https://docs.github.com/en/actions/how-tos/monitor-workflows/enable-debug-logging',
    ],
  },
  ['github', 'gitlab'],
  /CI_DEBUG_(?:TRACE|SERVICES)|(?:ACTIONS_STEP|ACTIONS_RUNNER|RUNNER)_DEBUG|\s-[a-z]*x|xtrace/,
  async () => (await import('./debug-trace-hits.ts')).debugTraceHits,
)
