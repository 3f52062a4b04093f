import { shellRule } from './shell-rule.ts'

/** Handlers that no signal reaches. */
export const shellTrapMissingSignals = shellRule(
  {
    id: 'shell-trap-missing-signals',
    summary: 'cleans up on EXIT alone in a shell that signals pass by',
    severity: 'medium',
    why: 'In bash a trap for EXIT also runs when a signal ends the script. In dash, which is /bin/sh on Debian, and in zsh it does not, so that Ctrl-C leaves the plaintext behind.',
    remedy: 'Name the signals: `trap cleanup EXIT INT TERM HUP`, where cleanup can run twice.',
    references: ['https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#trap'],
  },
  ['trap'],
)
