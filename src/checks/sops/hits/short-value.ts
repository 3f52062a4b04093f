import type { Hit } from '../../../model/rule.ts'
import type { Leaf } from '../../../sops/document.ts'
import { isCredentialKey } from '../../leftovers/credential-key.ts'
import type { FileHits } from '../encrypted-file-rule.ts'
import { nameOf } from '../leaf-hit.ts'

/** Ciphertext is as long as its plaintext, and nothing this short keeps anybody out. */
const shortest = 8

/** Credentials that are too short, seen by the length of their ciphertext. */
export const shortValueHits: FileHits = function* ({ leaves }, document): Generator<Hit> {
  for (const leaf of leaves) {
    const bytes = bytesOf(leaf)
    if (bytes === undefined || bytes >= shortest || !isCredentialKey(leaf.path.at(-1) ?? '')) continue
    yield {
      span: document.spanOfText(leaf.start, leaf.end),
      note: `${nameOf(leaf)} is ${bytes === 1 ? 'one byte' : `${bytes} bytes`} long, which its ciphertext shows to everybody`,
    }
  }
}

const bytesOf = ({ encrypted }: Leaf): number | undefined =>
  encrypted?.type === 'str' ? Buffer.from(encrypted.data, 'base64').length : undefined
