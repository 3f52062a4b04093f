import type { Hit } from '../../../model/rule.ts'
import { isPlain } from '../../../sops/plaintext.ts'
import type { FileHits } from '../encrypted-file-rule.ts'
import { leafHit, nameOf } from '../leaf-hit.ts'
import { sealRemedy } from '../seal-remedy.ts'

/** Numbers and booleans that SOPS means to encrypt: it writes them as text, so these were typed in. */
export const leafTypeHits: FileHits = function* (file, document): Generator<Hit> {
  for (const leaf of file.leaves) {
    if (!isPlain(leaf) || typeof leaf.value === 'string') continue
    yield {
      ...leafHit(document, leaf),
      remedy: sealRemedy(document),
      note: `${nameOf(leaf)} must be encrypted and is a plain ${typeof leaf.value === 'boolean' ? 'boolean' : 'number'}`,
      ...(file.policy.byComment ? { severity: 'low' } : {}),
    }
  }
}
