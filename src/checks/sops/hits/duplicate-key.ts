import type { Hit } from '../../../model/rule.ts'
import { Secret } from '../../../model/secret.ts'
import type { Leaf } from '../../../sops/document.ts'
import { isPlain } from '../../../sops/plaintext.ts'
import { shownKey } from '../../shown-key.ts'
import type { FileHits } from '../encrypted-file-rule.ts'

/** Keys that stand twice in one map, of which most readers see one. */
export const duplicateKeyHits: FileHits = function* (file, document): Generator<Hit> {
  if (file.duplicates.length === 0) return
  const plainKeys = new Set(file.leaves.filter(isPlain).flatMap(keyStart))
  for (const { path, key, first } of file.duplicates) {
    const plain = plainKeys.has(key.start) || plainKeys.has(first.start)
    yield {
      span: document.spanOfText(key.start, key.end),
      // The one that was added may be the first.
      extent: document.spanOfText(first.start, key.end),
      ...(isShown(path) ? {} : { secret: new Secret(document.text.slice(key.start, key.end)) }),
      note: `${JSON.stringify(path.map(shownKey).join('.'))} stands twice in its map${plain ? ', once in plaintext' : ''}; which one counts differs from reader to reader`,
      ...(plain ? { severity: 'critical' } : {}),
    }
  }
}

/** A key that a message may not name is not shown where it stands, either. */
const isShown = (path: readonly string[]): boolean => shownKey(path.at(-1) ?? '') === path.at(-1)

const keyStart = ({ key }: Leaf): readonly number[] => (key === undefined ? [] : [key.start])
