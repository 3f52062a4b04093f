import type { Hit } from '../../../model/rule.ts'
import type { Leaf } from '../../../sops/document.ts'
import { isCredentialKey } from '../../leftovers/credential-key.ts'
import { isRealValue } from '../../leftovers/real-value.ts'
import type { FileHits } from '../encrypted-file-rule.ts'
import { leafHit, nameOf } from '../leaf-hit.ts'

/** Values that the selectors leave in plaintext under the name of a credential. */
export const unencryptedSecretHits: FileHits = function* ({ leaves }, document): Generator<Hit> {
  for (const leaf of leaves)
    if (!leaf.mustBeEncrypted && leaf.encrypted === undefined && leaf.alias === undefined && looksSecret(leaf))
      yield {
        ...leafHit(document, leaf),
        note: `${nameOf(leaf)} sounds like a credential, and the selectors of this file leave it in plaintext`,
      }
}

// `password_unencrypted` says that somebody thought about it, and `existingSecret: app-db` names an object.
const decided = /[_-]?unencrypted$/i
const name = /^[a-z][a-z\d.-]*$/

const looksSecret = ({ path, value }: Leaf): boolean => {
  const key = (path.at(-1) ?? '').replace(decided, '')
  if (typeof value !== 'string' || !isCredentialKey(key) || !isRealValue(value)) return false
  return value.length >= 6 && !/\s/.test(value) && !name.test(value) && !/^(?:https?:|\/|op:|ref\+|vault:)/.test(value)
}
