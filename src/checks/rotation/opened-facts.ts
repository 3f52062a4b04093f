import { CannotCheckError } from '../../model/errors.ts'
import type { Keys } from '../../model/rule.ts'
import { openFile } from '../../sops/crypto/open-file.ts'
import type { Leaf } from '../../sops/leaves.ts'
import type { OpenedFile } from './credential-ages.ts'
import type { Facts } from './credential-leaves.ts'
import { noteFacts } from './look-at-values.ts'
import type { ValueFacts } from './value-facts.ts'

/** What a key shows of the values of a file: dates and kinds, never a value. Or why no key opens it. */
export const openedFacts = async (
  { sops, text }: OpenedFile,
  keys: Keys,
): Promise<{ readonly facts: Facts } | { readonly reason: string }> => {
  const facts = new Map<Leaf, ValueFacts>()
  try {
    const opening = await openFile(sops, { text, bytes: Buffer.from(text) }, keys, (leaf, plaintext) =>
      noteFacts(facts, leaf, plaintext),
    )
    return 'reason' in opening ? opening : { facts }
  } catch (error) {
    return { reason: error instanceof CannotCheckError ? error.message : 'could not be opened' }
  }
}
