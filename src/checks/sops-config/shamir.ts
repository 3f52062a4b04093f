import type { Rule } from '../../model/rule.ts'
import { isSopsConfig } from './config-path.ts'

/** Key groups of a rule over which no data key can be split as it says. */
export const shamir: Rule = {
  meta: {
    id: 'sops-shamir',
    summary: 'The Shamir threshold does not fit the key groups',
    severity: 'high',
    why: 'With several key groups the data key is split, and a threshold says how many groups must come together. A threshold of one, or of more than there are, and a group without keys make SOPS fail, so nothing can be encrypted, or nobody can open what was.',
    remedy:
      'Set shamir_threshold to at least 2 and at most the number of key groups, or remove it; give every group a recipient.',
    references: ['https://getsops.io/docs/#key-groups'],
  },
  needs: ['content', 'path'],
  keywords: ['shamir_threshold', 'key_groups'],
  paths: isSopsConfig,
  textOnly: true,
  wholeOnly: true,
  async *check(document, context) {
    const { shamirHits } = await import('./shamir-hits.ts')
    yield* shamirHits(document, context)
  },
}
