import { secretWords, shellRule } from './shell-rule.ts'

/** Secrets in logs. */
export const shellEchoSecret = shellRule(
  {
    id: 'shell-echo-secret',
    summary: 'prints a secret',
    severity: 'medium',
    why: 'What a script prints ends in logs of CI jobs, in the journal, in the scrollback of terminals, and is kept there longer than the secret is meant to live.',
    remedy:
      'Do not print it: test `[ -n "$NAME" ]`, print `${NAME:+set}`, or pipe it into the standard input of the program that needs it. Replace a credential that was logged.',
    references: ['https://cwe.mitre.org/data/definitions/532.html'],
  },
  secretWords,
  { unquoted: true },
)
