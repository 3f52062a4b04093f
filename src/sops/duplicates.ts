import type { Entry, MapNode, TextRange, Tree, TreeNode } from '../formats/tree.ts'
import type { Store } from './sniff.ts'

/** A key that stands a second time in its map. */
export interface Duplicate {
  /** Map keys from the root, the repeated one included. */
  readonly path: readonly string[]
  /** The key that came later. */
  readonly key: TextRange
  readonly first: TextRange
}

/** Every repeated key of all documents, the `sops` blocks included. Sections of INI may be repeated; their keys may not. */
export const duplicatesIn = (tree: Tree, store: Store): readonly Duplicate[] => {
  const duplicates: Duplicate[] = []
  for (const document of tree.documents)
    visit(store === 'ini' ? withMergedSections(document) : document, [], duplicates)
  return duplicates
}

const visit = (node: TreeNode, path: readonly string[], into: Duplicate[]): void => {
  if (node.kind === 'list') for (const item of node.items) visit(item, path, into)
  if (node.kind !== 'map') return
  const firsts = new Map<string, Entry>()
  for (const entry of node.entries) {
    const first = firsts.get(entry.key)
    const below = [...path, entry.key]
    if (first === undefined) firsts.set(entry.key, entry)
    else into.push({ path: below, key: keyOf(entry), first: keyOf(first) })
    visit(entry.value, below, into)
  }
}

const keyOf = ({ keyStart, keyEnd }: Entry): TextRange => ({ start: keyStart, end: keyEnd })

const withMergedSections = (document: TreeNode): TreeNode => {
  if (document.kind !== 'map') return document
  const sections = new Map<string, Entry & { readonly value: MapNode & { readonly entries: Entry[] } }>()
  for (const section of document.entries) {
    const { key, value } = section
    if (value.kind !== 'map') continue
    const known = sections.get(key)
    if (known === undefined) sections.set(key, { ...section, value: { ...value, entries: [...value.entries] } })
    else for (const entry of value.entries) known.value.entries.push(entry)
  }
  return { ...document, entries: [...sections.values()] }
}
