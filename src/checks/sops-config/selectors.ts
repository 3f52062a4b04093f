import type { Rule } from '../../model/rule.ts'
import { isSopsConfig } from './config-path.ts'

/** A creation rule with several selectors, which SOPS refuses. */
export const severalSelectors: Rule = {
  meta: {
    id: 'sops-config-selectors',
    summary: 'A rule has more than one selector, so SOPS refuses to use it',
    severity: 'high',
    why: 'A file is encrypted by one of the six selectors. With two of them SOPS stops, so the files of this rule cannot be encrypted at all, and stay plaintext until somebody notices.',
    remedy: 'Keep one of the selectors and say with it what the others said.',
    references: ['https://getsops.io/docs/#encrypting-only-parts-of-a-file'],
  },
  needs: ['content', 'path'],
  keywords: ['creation_rules', 'destination_rules'],
  paths: isSopsConfig,
  textOnly: true,
  wholeOnly: true,
  async *check(document, context) {
    const { selectorHits } = await import('./selectors-hits.ts')
    yield* selectorHits(document, context)
  },
}
