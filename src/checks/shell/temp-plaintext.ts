import { shellRule } from './shell-rule.ts'

/** Scripts that write plaintext credentials into a temporary folder. */
export const shellTempPlaintext = shellRule(
  {
    id: 'shell-temp-plaintext',
    summary: 'writes plaintext credentials into a temporary folder',
    severity: 'medium',
    why: 'A file in /tmp outlives the script that wrote it, its name can be foreseen by every user of the machine, and removing it leaves its content on the disk. Encrypting a file in place leaves the blocks of the plaintext, and a git object if it was added before.',
    remedy:
      'Keep plaintext off the disk: `sops exec-env`, `sops exec-file`, `<(sops -d FILE)`, `sops edit`, `sops set --value-stdin`; where a file must be, `leaktight run -- COMMAND` offers a folder in memory and removes it. Shred what the script left behind with `leaktight shred`.',
    references: ['https://getsops.io/docs/', 'https://cwe.mitre.org/data/definitions/377.html'],
  },
  ['tmp', 'mktemp'],
)
