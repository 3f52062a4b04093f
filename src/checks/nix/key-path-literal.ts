import { nixRule } from './nix-rule.ts'

/** Key material as a path literal: Nix copies it into the store. */
export const nixKeyPathLiteral = nixRule(
  {
    id: 'nix-key-path-literal',
    summary: 'A key or password file is given to Nix as a path literal',
    severity: 'high',
    why: 'A path without quotes is copied into /nix/store as soon as it becomes a string, and every user and process of the machine, and every binary cache, can read it there. It also means that the key lies beside the configuration.',
    remedy:
      'Write the place where the file lies on the machine as a string in quotes ("/var/lib/sops-nix/key.txt"), or take it from config.sops.secrets.NAME.path. Replace the key if the configuration was ever built or pushed.',
    references: [
      'https://github.com/Mic92/sops-nix#usage-example',
      'https://nix.dev/manual/nix/latest/language/types#type-path',
    ],
  },
  /files?\b|sshKeyPaths|hostKey|identityPaths|sslCertificateKey/i,
  async () => (await import('./key-path-literal-hits.ts')).keyPathLiteralHits,
)
