import type { Hit } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import { isPlaceholder } from '../kubernetes/placeholder.ts'
import { type NixFile, plainString } from './nix-file.ts'
import { valuesOf } from './values.ts'

/** Literals given to `SOPS_AGE_KEY`. */
export function* ageKeyHits(file: NixFile): Generator<Hit> {
  for (const { name, value } of file.assignments) {
    if (name.at(-1) !== 'SOPS_AGE_KEY') continue
    for (const node of valuesOf(value, file)) {
      const text = plainString(node)
      if (text === undefined || text.trim() === '' || isPlaceholder(text)) continue
      yield {
        span: file.spanOf({ start: node.start + 1, end: node.end - 1 }),
        secret: new Secret(text),
        note: 'SOPS_AGE_KEY is written here in plaintext',
      }
    }
  }
}
