import { nixRule } from './nix-rule.ts'

/** A private age key that a configuration puts into the environment. */
export const nixAgeKey = nixRule(
  {
    id: 'nix-age-key',
    summary: 'A private age key is written into a Nix configuration',
    severity: 'high',
    why: 'SOPS_AGE_KEY opens every secret that is encrypted to it. In a Nix configuration it lies in the repository, in the world-readable /nix/store and in the environment of processes.',
    remedy:
      'Make another age key, encrypt all secrets to it (sops updatekeys, then sops rotate), replace the credentials, and let sops.age.keyFile name a file outside of the store.',
    references: ['https://github.com/Mic92/sops-nix#usage-example', 'https://getsops.io/docs/#encrypting-using-age'],
  },
  ['sops_age_key'],
  async () => (await import('./age-key-hits.ts')).ageKeyHits,
)
