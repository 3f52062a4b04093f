import { nixRule } from './nix-rule.ts'

/** A placeholder of sops-nix where nothing replaces it. */
export const nixPlaceholderOutside = nixRule(
  {
    id: 'nix-placeholder-outside-template',
    summary: 'A sops-nix placeholder is used outside of sops.templates',
    severity: 'low',
    why: 'sops-nix replaces config.sops.placeholder.NAME only in the content of sops.templates. Anywhere else the service gets the placeholder itself, and the next step is often to write the secret there.',
    remedy:
      'Put the text into sops.templates.NAME.content and hand on config.sops.templates.NAME.path, or use config.sops.secrets.NAME.path.',
    references: ['https://github.com/Mic92/sops-nix#templates'],
  },
  ['sops.placeholder'],
  async () => (await import('./placeholder-outside-hits.ts')).placeholderOutsideHits,
)
