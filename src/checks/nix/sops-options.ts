import { nixRule } from './nix-rule.ts'

/** sops-nix does not look at the files before it copies them. */
export const nixSopsUnvalidated = nixRule(
  {
    id: 'nix-sops-unvalidated',
    summary: 'sops-nix is told not to validate its files',
    severity: 'low',
    why: 'With validateSopsFiles = false a file that is missing, damaged or lacks a key is noticed only when the machine activates the configuration, and a secret of the wrong kind goes unnoticed.',
    remedy: 'Leave validateSopsFiles at true and name the files as paths of the repository.',
    references: ['https://github.com/Mic92/sops-nix#usage-example'],
  },
  ['validatesopsfiles'],
  async () => (await import('./sops-options-hits.ts')).unvalidatedHits,
)

/** Decrypted secrets in memory that may be swapped out. */
export const nixSecretsInSwap = nixRule(
  {
    id: 'nix-secrets-in-swap',
    summary: 'Decrypted secrets may be written to an unencrypted swap',
    severity: 'low',
    why: 'useTmpfs = true keeps decrypted secrets in a tmpfs, which is swapped out, where the ramfs of the default is not. Without encrypted swap they end up readable on the disk.',
    remedy: 'Leave useTmpfs at false, or encrypt the swap (swapDevices.*.randomEncryption.enable = true).',
    references: ['https://github.com/Mic92/sops-nix'],
  },
  ['usetmpfs'],
  async () => (await import('./sops-options-hits.ts')).swapHits,
)

/** The key that decrypts secrets is itself one of them. */
export const nixKeyInRunSecrets = nixRule(
  {
    id: 'nix-key-in-run-secrets',
    summary: 'The key of sops-nix lies where sops-nix puts what it decrypts',
    severity: 'low',
    why: 'Nothing stands below /run/secrets before sops-nix has decrypted it, for which it needs the key: the machine boots without secrets.',
    remedy: 'Keep the key on a disk that is there at boot, as in "/var/lib/sops-nix/key.txt" or an SSH host key.',
    references: ['https://github.com/Mic92/sops-nix/issues/324'],
  },
  ['/run/secrets', 'sops.secrets'],
  async () => (await import('./sops-options-hits.ts')).keyInRunSecretsHits,
)
