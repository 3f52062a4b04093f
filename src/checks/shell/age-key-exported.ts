import { shellRule } from './shell-rule.ts'

/** The private age key in the environment. */
export const shellAgeKeyExported = shellRule(
  {
    id: 'shell-age-key-exported',
    summary: 'exports SOPS_AGE_KEY',
    severity: 'medium',
    why: 'The key opens every secret that is encrypted to it. In the environment every program that is started inherits it, and crash reports, `env` and debuggers show it.',
    remedy:
      'Let sops find the key: `export SOPS_AGE_KEY_FILE=~/.config/sops/age/keys.txt` (mode 600), or SOPS_AGE_KEY_CMD with a password manager. Where it must be a variable, give it to one command: `SOPS_AGE_KEY=… sops …`.',
    references: ['https://getsops.io/docs/#encrypting-using-age'],
  },
  ['sops_age_key'],
  { unquoted: true },
)
