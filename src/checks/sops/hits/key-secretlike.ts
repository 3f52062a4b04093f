import type { TextRange } from '../../../formats/tree.ts'
import type { Hit } from '../../../model/rule.ts'
import { Secret } from '../../../model/secret.ts'
import type { Leaf } from '../../../sops/document.ts'
import { looksLikeToken } from '../../shown-key.ts'
import type { FileHits } from '../encrypted-file-rule.ts'

/** Map keys that look like a token: SOPS never encrypts a key. Digests and ids are keys often enough. */
export const keySecretlikeHits: FileHits = function* ({ leaves }, document): Generator<Hit> {
  for (const leaf of leaves) {
    const key = suspect(leaf)
    if (key === undefined) continue
    yield {
      span: document.spanOfText(key.start, key.end),
      secret: new Secret(document.text.slice(key.start, key.end)),
      note: 'This map key looks like a token, and SOPS never encrypts keys',
    }
  }
}

const digest = /^[\da-f-]+$/i
const word = /^[A-Za-z]+\d{1,4}$/

const suspect = ({ key, path }: Leaf): TextRange | undefined => {
  const name = path.at(-1) ?? ''
  return key !== undefined && looksLikeToken(name) && isMixed(name) && !digest.test(name) && !word.test(name)
    ? key
    : undefined
}

/** Capitals, small letters and digits without any separator, as tokens have them and names have not. */
const isMixed = (name: string): boolean =>
  name.split(/[^A-Za-z\d]/).some((run) => run.length >= 20 && /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run))
