import type { Rule } from '../../model/rule.ts'
import { isSopsConfig } from './config-path.ts'

/** Recipients of a creation rule that its key groups put out of force. */
export const mixedKeys: Rule = {
  meta: {
    id: 'sops-config-mixed-keys',
    summary: 'A rule names recipients beside its key_groups, and SOPS ignores them',
    severity: 'low',
    why: 'Where a rule has key_groups, SOPS reads no other recipients of it. Whoever is named beside them cannot open the files, and an entry that looks like a backup key is none.',
    remedy:
      'Move the recipients into a key group, or remove them, then bring the files up to date: sops updatekeys FILE.',
    references: ['https://getsops.io/docs/#key-groups'],
  },
  needs: ['content', 'path'],
  keywords: ['creation_rules', 'destination_rules'],
  paths: isSopsConfig,
  textOnly: true,
  wholeOnly: true,
  async *check(document, context) {
    const { mixedKeyHits } = await import('./mixed-keys-hits.ts')
    yield* mixedKeyHits(document, context)
  },
}
