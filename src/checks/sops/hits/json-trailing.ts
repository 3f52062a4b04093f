import type { Hit } from '../../../model/rule.ts'
import { Secret } from '../../../model/secret.ts'
import type { FileHits } from '../encrypted-file-rule.ts'

/** What stands behind the end of a JSON document. */
export const jsonTrailingHits: FileHits = function* ({ trailing }, document): Generator<Hit> {
  if (trailing === undefined) return
  yield {
    span: document.spanOfText(trailing.start, trailing.end),
    secret: new Secret(document.text.slice(trailing.start, trailing.end)),
    note: 'Text after the end of the JSON document is plaintext, and SOPS never reads it',
  }
}
