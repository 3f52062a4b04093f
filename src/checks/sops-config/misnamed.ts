import type { Rule } from '../../model/rule.ts'
import { isMisnamed } from './config-path.ts'

/** A configuration of SOPS under a name that SOPS never reads. */
export const misnamed: Rule = {
  meta: {
    id: 'sops-config-misnamed',
    summary: 'SOPS never reads this file: its configuration must be called .sops.yaml',
    severity: 'high',
    why: 'SOPS looks for .sops.yaml and for no other name. Rules in .sops.yml hold for nobody: what they want encrypted is not, or is encrypted by the rules of a folder above.',
    remedy: 'Rename the file to .sops.yaml, then see which files must be encrypted now: leaktight audit.',
    references: ['https://getsops.io/docs/#using-sopsyaml-conf-to-select-kms-pgp-and-age-for-new-files'],
  },
  needs: ['content', 'path', 'repository'],
  keywords: ['creation_rules', 'destination_rules'],
  paths: isMisnamed,
  textOnly: true,
  async *check(document, context) {
    const { misnamedHits } = await import('./misnamed-hits.ts')
    yield* misnamedHits(document, context)
  },
}
