import type { Hit } from '../../../model/rule.ts'
import type { FileHits } from '../encrypted-file-rule.ts'
import { nameOf } from '../leaf-hit.ts'

/** Aliases, anchors and tags of one's own, none of which SOPS ever writes. */
export const aliasHits: FileHits = function* ({ leaves, marks }, document): Generator<Hit> {
  for (const leaf of leaves)
    if (leaf.alias)
      yield {
        span: document.spanOfText(leaf.start, leaf.end),
        note: `${nameOf(leaf)} is a YAML alias, which SOPS never writes: the ciphertext that it names is bound to another key`,
      }
  for (const { start, end } of marks)
    yield {
      span: document.spanOfText(start, end),
      note: `A YAML ${document.text[start] === '&' ? 'anchor' : 'tag'}, which SOPS never writes: this file was edited by hand`,
    }
}
