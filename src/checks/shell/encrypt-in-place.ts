import { shellRule } from './shell-rule.ts'

/** Files that were plaintext before they were encrypted. */
export const shellEncryptInPlace = shellRule(
  {
    id: 'shell-encrypt-in-place',
    summary: 'encrypts a plaintext file where it lies',
    severity: 'medium',
    why: 'Encryption in place writes a new file and frees the blocks of the old one without overwriting them. If the plaintext was added to git before, a loose object holds it for weeks.',
    remedy:
      'Never let the plaintext lie there: `sops edit FILE`, `sops set --value-stdin FILE KEY`, or `COMMAND | sops encrypt --filename-override FILE --output FILE /dev/stdin`.',
    references: ['https://getsops.io/docs/#encrypting-using-age', 'https://cwe.mitre.org/data/definitions/226.html'],
  },
  ['sops'],
)
