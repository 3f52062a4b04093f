import type { Hit } from '../../../model/rule.ts'
import type { FileHits } from '../encrypted-file-rule.ts'
import { nameOf } from '../leaf-hit.ts'

/** Ciphertext where the selectors say plaintext: SOPS hands it on as it is. */
export const unexpectedHits: FileHits = function* ({ leaves, policy }, document): Generator<Hit> {
  if (policy.byComment) return
  for (const leaf of leaves)
    if (leaf.encrypted !== undefined && !leaf.mustBeEncrypted)
      yield {
        span: document.spanOfText(leaf.start, leaf.end),
        note: `${nameOf(leaf)} is encrypted, although the selectors of this file leave it out: SOPS will not decrypt it`,
      }
}
