import type { Document, Hit } from '../../../model/rule.ts'
import { Secret } from '../../../model/secret.ts'
import type { Leaf } from '../../../sops/document.ts'
import type { Duplicate } from '../../../sops/duplicates.ts'
import { isPlain } from '../../../sops/plaintext.ts'
import { shownKey } from '../../shown-key.ts'
import { atMost } from '../../sops-metadata/at-most.ts'
import type { FileHits } from '../encrypted-file-rule.ts'

/** Keys that stand twice in one map, of which most readers see one. */
export const duplicateKeyHits: FileHits = function* (file, document): Generator<Hit> {
  if (file.duplicates.length === 0) return
  const plainKeys = new Set(file.leaves.filter(isPlain).flatMap(keyStart))
  const isPlaintext = ({ key, first }: Duplicate): boolean => plainKeys.has(key.start) || plainKeys.has(first.start)
  // What stands in plaintext is listed first, lest it be among those that are only counted.
  const [plain, others] = [true, false].map((want) => file.duplicates.filter((one) => isPlaintext(one) === want))
  yield* atMost(hitsOf(document, plain ?? [], others ?? []), 'keys that stand twice in their map')
}

function* hitsOf(document: Document, plain: readonly Duplicate[], others: readonly Duplicate[]): Generator<() => Hit> {
  for (const one of plain) yield () => ({ ...hitOf(document, one, ', once in plaintext'), severity: 'critical' })
  for (const one of others) yield () => hitOf(document, one, '')
}

const hitOf = (document: Document, { path, key, first }: Duplicate, plainly: string): Hit => ({
  span: document.spanOfText(key.start, key.end),
  // The one that was added may be the first.
  extent: document.spanOfText(first.start, key.end),
  ...(isShown(path) ? {} : { secret: new Secret(document.text.slice(key.start, key.end)) }),
  note: `${JSON.stringify(path.map(shownKey).join('.'))} stands twice in its map${plainly}; which one counts differs from reader to reader`,
})

/** A key that a message may not name is not shown where it stands, either. */
const isShown = (path: readonly string[]): boolean => shownKey(path.at(-1) ?? '') === path.at(-1)

const keyStart = ({ key }: Leaf): readonly number[] => (key === undefined ? [] : [key.start])
