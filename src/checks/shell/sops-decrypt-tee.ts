import { shellRule } from './shell-rule.ts'

/** Plaintext on the disk and in the log. */
export const shellSopsDecryptTee = shellRule(
  {
    id: 'shell-sops-decrypt-tee',
    summary: 'sends what sops decrypts through tee',
    severity: 'medium',
    why: 'tee writes the plaintext twice: into a file, where it stays, and to standard output, where logs are made.',
    remedy:
      'Give the plaintext to the one program that needs it: `sops exec-env`, `sops exec-file`, `<(sops -d FILE)` or a pipe.',
    references: ['https://getsops.io/docs/#passing-secrets-to-other-processes'],
  },
  ['sops'],
)
