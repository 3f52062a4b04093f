import type { Document, Hit } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import type { Leaf } from '../../sops/document.ts'
import { shownKey } from '../shown-key.ts'

/** Where a plain leaf stands, and its value; of a number or an alias, what is written there. */
export const leafHit = (document: Document, leaf: Leaf): Pick<Hit, 'span' | 'secret'> => ({
  span: document.spanOfText(leaf.start, leaf.end),
  secret: new Secret(
    typeof leaf.value === 'string' && leaf.alias === undefined ? leaf.value : document.text.slice(leaf.start, leaf.end),
  ),
})

/** The key path of a leaf for a sentence. */
export const nameOf = (leaf: Pick<Leaf, 'path'>): string =>
  leaf.path.length === 0 ? 'a value at the top' : JSON.stringify(leaf.path.map(shownKey).join('.'))
