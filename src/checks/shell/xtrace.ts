import { shellRule } from './shell-rule.ts'

/** Secrets in traces. */
export const shellXtrace = shellRule(
  {
    id: 'shell-xtrace',
    summary: 'traces commands that hold a secret',
    severity: 'medium',
    why: '`set -x` prints every command with its variables expanded, assignments and `export` too, so that the secret stands in the log.',
    remedy:
      'Put `set +x` before the first use of a secret, as in `{ set +x; } 2>/dev/null`, or trace only the commands that need it. Replace a credential that was logged.',
    references: [
      'https://www.gnu.org/software/bash/manual/html_node/The-Set-Builtin.html',
      'https://cwe.mitre.org/data/definitions/532.html',
    ],
  },
  ['set -', 'xtrace', 'sh -'],
)
