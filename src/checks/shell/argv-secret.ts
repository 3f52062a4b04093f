import { secretWords, shellRule } from './shell-rule.ts'

/** Secrets among the arguments of programs. */
export const shellArgvSecret = shellRule(
  {
    id: 'shell-argv-secret',
    summary: 'gives a secret to a program as an argument',
    severity: 'medium',
    why: 'The arguments of a program can be read by every user of the machine in /proc/PID/cmdline while it runs, unless /proc is mounted with hidepid.',
    remedy:
      'Give it on standard input, in a file that only you can read or in the environment: `curl -H @-`, `curl -K -`, `--netrc-file`, `--password-stdin`, `--defaults-extra-file=<(…)`.',
    references: ['https://cwe.mitre.org/data/definitions/214.html', 'https://curl.se/docs/manpage.html#-H'],
  },
  secretWords,
  { unquoted: true },
)
