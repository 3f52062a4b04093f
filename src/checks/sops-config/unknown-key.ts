import type { Rule } from '../../model/rule.ts'
import { isSopsConfig } from './config-path.ts'

/** A key of a `.sops.yaml` that SOPS does not know. */
export const unknownKey: Rule = {
  meta: {
    id: 'sops-config-unknown-key',
    summary: 'A key of .sops.yaml is unknown to SOPS, which ignores it',
    severity: 'low',
    why: 'SOPS says nothing about keys it does not know. A misspelt encrypted_regex or age is as good as missing: files are encrypted otherwise than the author meant, or to others.',
    remedy:
      'Correct the name of the key, or remove it. Then bring the files it is about up to date: sops updatekeys FILE for recipients; for a selector decrypt the file and encrypt it again.',
    references: ['https://getsops.io/docs/#using-sopsyaml-conf-to-select-kms-pgp-and-age-for-new-files'],
  },
  needs: ['content', 'path'],
  paths: isSopsConfig,
  textOnly: true,
  wholeOnly: true,
  async *check(document, context) {
    const { unknownKeyHits } = await import('./unknown-key-hits.ts')
    yield* unknownKeyHits(document, context)
  },
}
