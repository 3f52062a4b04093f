import { nixRule } from './nix-rule.ts'

/** A file that sops-nix is told to decrypt and that is not encrypted. */
export const nixSopsFilePlain = nixRule(
  {
    id: 'nix-sops-file-plain',
    summary: 'A file that sops-nix is to decrypt is not SOPS-encrypted',
    severity: 'high',
    why: 'sops-nix takes its secrets from this file, so the file holds credentials, and it is committed in plaintext. Its validateSopsFiles accepts a plaintext file and copies it to the world-readable /nix/store.',
    remedy:
      'Encrypt the file (sops encrypt --in-place FILE) and commit it again. If the plaintext was ever pushed or built, replace the credentials in it first.',
    references: ['https://github.com/Mic92/sops-nix#usage-example'],
  },
  ['opsfile'],
  async () => (await import('./sops-file-plain-hits.ts')).sopsFilePlainHits,
  { needs: ['content', 'path', 'repository'] },
)
