import type { TextRange } from '../../../formats/tree.ts'
import type { Document, Hit } from '../../../model/rule.ts'
import { Secret } from '../../../model/secret.ts'
import type { FileHits } from '../encrypted-file-rule.ts'
import { nameOf } from '../leaf-hit.ts'

/** Aliases, anchors and tags of one's own, none of which SOPS ever writes. */
export const aliasHits: FileHits = function* ({ leaves, marks }, document): Generator<Hit> {
  for (const leaf of leaves)
    if (leaf.alias)
      yield {
        ...markAt(document, leaf),
        note: `${nameOf(leaf)} is a YAML alias, which SOPS never writes: the ciphertext that it names is bound to another key`,
      }
  for (const mark of marks)
    yield {
      ...markAt(document, mark),
      note: `A YAML ${document.text[mark.start] === '&' ? 'anchor' : 'tag'}, which SOPS never writes: this file was edited by hand`,
    }
}

/** A password that begins with `*`, `&` or `!` and was typed without quotes looks just so. */
const markAt = (document: Document, { start, end }: TextRange): Pick<Hit, 'span' | 'secret'> => ({
  span: document.spanOfText(start, end),
  secret: new Secret(document.text.slice(start, end)),
})
