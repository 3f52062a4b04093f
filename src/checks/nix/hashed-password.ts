import { nixRule } from './nix-rule.ts'

/** The hash of a password in a configuration. */
export const nixHashedPassword = nixRule(
  {
    id: 'nix-hashed-password',
    summary: 'The hash of a password is written into a Nix configuration',
    severity: 'low',
    why: 'The hash lies in the repository and in the world-readable /nix/store, and whoever reads it can guess the password at leisure.',
    remedy: 'Use hashedPasswordFile = config.sops.secrets.NAME.path with neededForUsers = true.',
    references: ['https://github.com/Mic92/sops-nix#setting-a-users-password'],
  },
  ['hashedpassword'],
  async () => (await import('./hashed-password-hits.ts')).hashedPasswordHits,
  { advisory: true },
)
