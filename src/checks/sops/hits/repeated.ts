import type { Hit } from '../../../model/rule.ts'
import type { Leaf } from '../../../sops/document.ts'
import type { Enc } from '../../../sops/enc.ts'
import type { FileHits } from '../encrypted-file-rule.ts'
import { nameOf } from '../leaf-hit.ts'

type EncryptedLeaf = Leaf & { readonly encrypted: Enc }

const isEncrypted = (leaf: Leaf): leaf is EncryptedLeaf => leaf.encrypted !== undefined

/** Of each leaf that shares a part of its ciphertext with an earlier one, both. */
function* sharing(
  leaves: readonly Leaf[],
  part: (enc: Enc) => string,
): Generator<readonly [later: EncryptedLeaf, first: EncryptedLeaf]> {
  const firsts = new Map<string, EncryptedLeaf>()
  for (const leaf of leaves.filter(isEncrypted)) {
    const first = firsts.get(part(leaf.encrypted))
    if (first === undefined) firsts.set(part(leaf.encrypted), leaf)
    else yield [leaf, first]
  }
}

const whole = ({ data, iv, tag }: Enc): string => `${data} ${iv} ${tag}`

const samePath = (one: Leaf, other: Leaf): boolean => JSON.stringify(one.path) === JSON.stringify(other.path)

/**
 * The same ciphertext twice. Under one path it means equal values, which SOPS encrypts alike; under another path it was
 * copied by hand and cannot be decrypted, because ciphertext is bound to its path.
 */
export const repeatedCiphertextHits: FileHits = function* ({ leaves }, document): Generator<Hit> {
  for (const [leaf, first] of sharing(leaves, whole)) {
    const same = samePath(leaf, first)
    yield {
      span: document.spanOfText(leaf.start, leaf.end),
      note: same
        ? `${nameOf(leaf)} stands here twice with the same ciphertext, which shows that the values are equal`
        : `${nameOf(leaf)} is a copy of the ciphertext of ${nameOf(first)}, which cannot be decrypted under this key`,
      severity: same ? 'low' : 'high',
      // The copy may be the one that stands first.
      ...(same ? {} : { ofFile: true as const }),
    }
  }
}

/** One initialization vector or one tag under different data: no SOPS writes that. */
export const reusedIvHits: FileHits = function* ({ leaves }, document): Generator<Hit> {
  const reported = new Set<Leaf>()
  for (const [name, part] of [
    ['initialization vector', ({ iv }: Enc) => iv],
    ['authentication tag', ({ tag }: Enc) => tag],
  ] as const)
    for (const [leaf, first] of sharing(leaves, part)) {
      if (whole(leaf.encrypted) === whole(first.encrypted) || reported.has(leaf)) continue
      reported.add(leaf)
      yield {
        span: document.spanOfText(leaf.start, leaf.end),
        ofFile: true,
        note: `${nameOf(leaf)} has the ${name} of ${nameOf(first)} with other ciphertext: one of them was changed by hand`,
      }
    }
}
