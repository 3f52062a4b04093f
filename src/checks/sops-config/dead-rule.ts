import type { Rule } from '../../model/rule.ts'
import { isSopsConfig } from './config-path.ts'

/** A creation rule for files that do not exist. */
export const deadRule: Rule = {
  meta: {
    id: 'sops-dead-rule',
    summary: 'The path_regex of this rule matches no tracked file',
    severity: 'low',
    why: 'A rule for nothing is harmless in itself. It is often a typing error, though, and then the files it was meant for are not held to be encrypted.',
    remedy:
      'Correct the expression, or remove the rule if its files are gone for good. Paths begin at the folder of .sops.yaml.',
    references: ['https://getsops.io/docs/#using-sopsyaml-conf-to-select-kms-pgp-and-age-for-new-files'],
  },
  needs: ['content', 'path', 'repository'],
  keywords: ['path_regex'],
  paths: isSopsConfig,
  textOnly: true,
  wholeOnly: true,
  advisory: true,
  async *check(document, context) {
    const { deadRuleHits } = await import('./dead-rule-hits.ts')
    yield* deadRuleHits(document, context)
  },
}
