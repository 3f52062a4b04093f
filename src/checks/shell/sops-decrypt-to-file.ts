import { shellRule } from './shell-rule.ts'

/** Plaintext that sops leaves on the disk. */
export const shellSopsDecryptToFile = shellRule(
  {
    id: 'shell-sops-decrypt-to-file',
    summary: 'writes what sops decrypts to a file',
    severity: 'medium',
    why: 'The plaintext stays on the disk after the script, is read by backups, editors and other users, and is one `git add` away from a commit. A file that git ignores is still on the disk.',
    remedy:
      'Keep plaintext off the disk: `sops exec-env FILE COMMAND`, `sops exec-file FILE \'COMMAND {}\'`, or `<(sops -d FILE)`. Where a file must be, put it under "$XDG_RUNTIME_DIR" or /dev/shm, or run the command with `leaktight run`.',
    references: [
      'https://getsops.io/docs/#passing-secrets-to-other-processes',
      'https://cwe.mitre.org/data/definitions/312.html',
    ],
  },
  ['sops'],
)
