import { nixRule } from './nix-rule.ts'

/** A credential that stands in a Nix expression. */
export const nixPlainValue = nixRule(
  {
    id: 'nix-plain-value',
    summary: 'A credential is written into a Nix configuration',
    severity: 'low',
    why: 'A string of a Nix configuration lies in the repository and, as a part of what is built, in the world-readable /nix/store.',
    remedy:
      'Replace the credential, keep the new one in a SOPS file, and hand on its path (passwordFile, environmentFile, config.sops.secrets.NAME.path) or config.sops.placeholder.NAME in sops.templates.',
    references: ['https://nix.dev/manual/nix/latest/store/secrets', 'https://github.com/Mic92/sops-nix#templates'],
  },
  /pass|psk|pwd|key|token|secret|bearer|credential|connection_?string/i,
  async () => (await import('./plain-value-hits.ts')).plainValueHits,
  { generic: true },
)
