import { shellRule } from './shell-rule.ts'

/** Values that other users can read while sops runs. */
export const shellSopsSetArgv = shellRule(
  {
    id: 'shell-sops-set-argv',
    summary: 'gives a secret to sops set as an argument',
    severity: 'medium',
    why: 'The arguments of a program can be read by every user of the machine in /proc/PID/cmdline while it runs, and stay in the history of an interactive shell.',
    remedy:
      'Give the value on standard input: `printf \'"%s"\' "$value" | sops set --value-stdin FILE \'["key"]\'`, or from a file in memory with --value-file. Replace the credential where other users work on the machine.',
    references: [
      'https://getsops.io/docs/#set-a-sub-part-in-a-document-tree',
      'https://cwe.mitre.org/data/definitions/214.html',
    ],
  },
  ['sops'],
  { unquoted: true },
)
