import { nixRule } from './nix-rule.ts'

/** A decrypted secret that is read while the configuration is evaluated. */
export const nixReadDecrypted = nixRule(
  {
    id: 'nix-read-decrypted',
    summary: 'A decrypted secret is read while Nix evaluates',
    severity: 'high',
    why: 'What readFile reads becomes part of the configuration and so of the world-readable /nix/store. It works only with --impure, on a machine where the secret is already decrypted, and then it leaks.',
    remedy:
      'Hand on the path and let the service read it when it starts (config.sops.secrets.NAME.path, LoadCredential), or write a sops.templates file with config.sops.placeholder.NAME. Replace the secret if this was ever built.',
    references: ['https://github.com/Mic92/sops-nix#templates'],
  },
  /readFile|fileContents|importJSON|importTOML/,
  async () => (await import('./read-decrypted-hits.ts')).readDecryptedHits,
)
