import type { Rule } from '../../model/rule.ts'
import { isSopsConfig } from './config-path.ts'

/** A creation rule behind one that leaves nothing to it. */
export const unreachableRule: Rule = {
  meta: {
    id: 'sops-unreachable-rule',
    summary: 'No file ever reaches this rule: one before it matches every file',
    severity: 'low',
    why: 'SOPS takes the first rule that matches. What stands behind a rule that matches everything is never used, so the files it names are encrypted to other recipients, or with another selector, than it says.',
    remedy: 'Move the rule that matches everything to the end, or give it a path_regex.',
    references: ['https://getsops.io/docs/#using-sopsyaml-conf-to-select-kms-pgp-and-age-for-new-files'],
  },
  needs: ['content', 'path'],
  keywords: ['creation_rules'],
  paths: isSopsConfig,
  textOnly: true,
  wholeOnly: true,
  async *check(document, context) {
    const { unreachableRuleHits } = await import('./unreachable-rule-hits.ts')
    yield* unreachableRuleHits(document, context)
  },
}
