import type { Leaf } from '../../sops/document.ts'
import { countedText } from '../../sops/mac-scope.ts'
import { nameOf } from '../sops/leaf-hit.ts'
import { placeOf } from './damage.ts'
import type { Opened } from './opened.ts'

/** What was done to the values that a MAC covers. */
export interface Difference {
  /** The first value that is new or changed. */
  readonly leaf?: Leaf
  readonly words: string
}

const mostNamed = 3

/** How one version came from another, in words without any value. */
export const differenceBetween = (now: Opened, before: Opened, except: ReadonlySet<Leaf>): Difference => {
  const [old, current] = [byPlace(before), byPlace(now)]
  const gone = [...old].filter(([place]) => !current.has(place)).map(([, leaf]) => leaf)
  const added = [...current].filter(([place]) => !old.has(place)).map(([, leaf]) => leaf)
  const changed = [...current].filter(([place, leaf]) => {
    const other = old.get(place)
    return other !== undefined && !except.has(leaf) && textOf(other, before) !== textOf(leaf, now)
  })
  const edited = changed.map(([, leaf]) => leaf)
  const words = [
    ...said(edited, 'was changed', 'were changed'),
    ...said(added, 'was added', 'were added'),
    ...said(gone, 'was removed', 'were removed'),
  ]
  const leaf = edited[0] ?? added[0]
  return {
    ...(leaf === undefined ? {} : { leaf }),
    words: words.length === 0 ? 'its values stand in another order' : words.join(' and '),
  }
}

const byPlace = (version: Opened): ReadonlyMap<string, Leaf> =>
  new Map(version.file.leaves.filter((leaf) => isCovered(leaf, version)).map((leaf) => [placeOf(leaf), leaf]))

const isCovered = (leaf: Leaf, version: Opened): boolean =>
  textOf(leaf, version) !== '' && (leaf.mustBeEncrypted || !version.file.metadata.macOnlyEncrypted)

const textOf = (leaf: Leaf, { file, text }: Opened): string => countedText(leaf, file.store, text)

const said = (leaves: readonly Leaf[], one: string, many: string): readonly string[] => {
  if (leaves.length === 0) return []
  const names = [...new Set(leaves.map(nameOf))]
  const shown = names.slice(0, mostNamed).join(', ')
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''
  return [`${shown}${more} ${leaves.length === 1 ? one : many}`]
}
