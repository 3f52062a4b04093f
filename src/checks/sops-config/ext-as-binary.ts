import type { Rule } from '../../model/rule.ts'
import { isSopsConfig } from './config-path.ts'

/** Files with structure that SOPS encrypts as one blob, because of their names. */
export const extAsBinary: Rule = {
  meta: {
    id: 'sops-ext-as-binary',
    summary: 'This rule matches files that SOPS encrypts as one binary blob',
    severity: 'low',
    why: 'SOPS tells the format by the end of the name: .yaml, .yml, .json, .env and .ini. Anything else, .env.production and .toml among them, becomes one blob of ciphertext: no key can be read in a diff, and encrypted_regex has no effect.',
    remedy:
      'Rename the file so that it ends in .env, .yaml, .json or .ini where that is what it is, or leave it if a blob is meant.',
    references: ['https://getsops.io/docs/#important-information-on-types'],
  },
  needs: ['content', 'path', 'repository'],
  keywords: ['creation_rules'],
  paths: isSopsConfig,
  textOnly: true,
  wholeOnly: true,
  advisory: true,
  async *check(document, context) {
    const { extAsBinaryHits } = await import('./ext-as-binary-hits.ts')
    yield* extAsBinaryHits(document, context)
  },
}
