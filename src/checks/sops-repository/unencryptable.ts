import type { Rule, RuleMeta } from '../../model/rule.ts'
import { isNamed } from '../sops/requirement.ts'

type Kind = 'toplevel' | 'key'

const references = ['https://getsops.io/docs/#important-information-on-types']

const ruleFor = (kind: Kind, meta: Pick<RuleMeta, 'id' | 'summary' | 'why' | 'remedy'>): Rule => ({
  meta: { severity: 'low', references, ...meta },
  needs: ['content', 'path', 'repository'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  paths: (path) => /\.(?:ya?ml|json)$/.test(path),
  wants: isNamed,
  async *check(document, context) {
    if (!(await isNamed(document.path, context))) return
    const { unencryptableHits } = await import('./unencryptable-hits.ts')
    yield* unencryptableHits(kind, document, context)
  },
})

/** A file for SOPS whose top is a list or a single value. */
export const toplevelSequence: Rule = ruleFor('toplevel', {
  id: 'sops-toplevel-seq',
  summary: 'A file that must be encrypted is no map at its top, so SOPS cannot encrypt it',
  why: 'SOPS keeps its metadata under a key at the top of the file, so YAML and JSON must be maps there. sops encrypt fails for this file, and it stays plaintext.',
  remedy:
    'Put the list under a key (items: […]), or give the file a name without .yaml or .json, so that SOPS encrypts it as a whole. Then run sops encrypt --in-place FILE.',
})

/** A YAML file for SOPS with a key such as `1` or `true`. */
export const nonStringKey: Rule = ruleFor('key', {
  id: 'sops-nonstring-key',
  summary: 'A file that must be encrypted has a key that is no string, so SOPS cannot encrypt it',
  why: 'YAML reads a key such as 1, true or 2024-01-01 as a number, a switch or a date, and SOPS takes only strings for keys. sops encrypt fails for this file, and it stays plaintext.',
  remedy: 'Put the key between quotes. Then run sops encrypt --in-place FILE.',
})
