import { CannotCheckError } from '../../../model/errors.ts'
import type { Hit } from '../../../model/rule.ts'
import { isPlain } from '../../../sops/plaintext.ts'
import type { FileHits } from '../encrypted-file-rule.ts'
import { leafHit, nameOf } from '../leaf-hit.ts'
import { sealRemedy } from '../seal-remedy.ts'
import { isDamaged } from './ciphertext-like.ts'

/** Text that SOPS means to encrypt and that is plaintext. Throws CannotCheckError where leaves may be missing. */
export const leafPlainHits: FileHits = function* (file, document): Generator<Hit> {
  for (const leaf of file.leaves) {
    if (!isPlain(leaf) || typeof leaf.value !== 'string' || leaf.alias || isDamaged(leaf)) continue
    yield {
      ...leafHit(document, leaf),
      remedy: sealRemedy(document),
      note: `${nameOf(leaf)} must be encrypted and is plaintext`,
      ...(file.policy.byComment ? { severity: 'low' } : {}),
    }
  }
  const [problem] = file.problems
  if (problem === undefined) return
  throw new CannotCheckError(
    `${document.path}: has SOPS metadata but cannot be read as ${file.store.toUpperCase()}: ${problem.message}`,
  )
}
