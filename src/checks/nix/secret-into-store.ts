import { nixRule } from './nix-rule.ts'

/** A file that is secret by its name and that Nix copies or reads into the store. */
export const nixSecretIntoStore = nixRule(
  {
    id: 'nix-secret-into-store',
    summary: 'A file that is secret by its name goes into the Nix store',
    severity: 'low',
    why: 'readFile and a path in a string take the file into /nix/store, where everybody on the machine can read it.',
    remedy:
      'Encrypt the file and let sops-nix decrypt it on the machine; give services config.sops.secrets.NAME.path. Replace what is in the file if this was ever built.',
    references: ['https://nix.dev/manual/nix/latest/store/secrets'],
  },
  /readFile|fileContents|importJSON|importTOML|\$\{[\s(]*[./]/,
  async () => (await import('./secret-into-store-hits.ts')).secretIntoStoreHits,
)
