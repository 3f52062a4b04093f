import type { Rule } from '../../model/rule.ts'
import { isSopsConfig } from './config-path.ts'

/** A `.sops.yaml` that SOPS refuses, or a rule of it that names nobody. */
export const unusableConfig: Rule = {
  meta: {
    id: 'sops-config-unusable',
    summary: 'SOPS cannot use this .sops.yaml',
    severity: 'high',
    why: 'SOPS refuses to encrypt with a configuration it cannot load, or with a rule whose recipients it cannot read. What nobody can encrypt ends up committed as it is.',
    remedy: 'Correct the place, and try it: echo "a: b" | sops encrypt --filename-override FILE /dev/stdin.',
    references: ['https://getsops.io/docs/#using-sopsyaml-conf-to-select-kms-pgp-and-age-for-new-files'],
  },
  needs: ['content', 'path'],
  paths: isSopsConfig,
  textOnly: true,
  wholeOnly: true,
  async *check(document, context) {
    const { unusableHits } = await import('./unusable-hits.ts')
    yield* unusableHits(document, context)
  },
}
