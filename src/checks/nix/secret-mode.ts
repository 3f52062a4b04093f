import { nixRule } from './nix-rule.ts'

/** A secret of sops-nix that more than its owner and group can read, or more than its owner write. */
export const nixSecretMode = nixRule(
  {
    id: 'nix-secret-mode',
    summary: 'The mode of a sops-nix secret lets others in',
    severity: 'low',
    why: 'sops-nix gives the decrypted file this mode: with bits for others every process on the machine can read the secret, with a write bit for the group its members can replace it.',
    remedy: 'Use "0400", or "0440" with a group that holds only the services that need the secret.',
    references: ['https://github.com/Mic92/sops-nix#set-secret-permissionowner-and-allow-services-to-access-it'],
  },
  /\bmode\s*=/,
  async () => (await import('./secret-mode-hits.ts')).secretModeHits,
)
