import { nearest } from '../../formats/did-you-mean.ts'
import type { Entry, MapNode, TreeNode } from '../../formats/tree.ts'
import type { Context, Document, Hit } from '../../model/rule.ts'
import { parseSopsConfig, type SopsConfig } from '../../sops/config-document.ts'
import { itemsAt, mapAt } from '../../sops/config-tree.ts'
import { valueAt } from '../../sops/tree-values.ts'
import { isCurrent } from '../current-version.ts'
import { shownKey } from '../shown-key.ts'
import {
  creationRuleKind,
  destinationRuleKind,
  entryKinds,
  type Kind,
  keyGroupKind,
  meantBy,
  storeKind,
  storesKind,
} from './known-keys.ts'

/** Throws CannotCheckError for a configuration that SOPS could not load either. */
export async function* unknownKeyHits(document: Document, context: Context): AsyncGenerator<Hit> {
  if (!(await isCurrent(document, context))) return
  const config = await parseSopsConfig(document.path, document.text)
  const told = new Set<number>()
  for (const { entry, ...said } of [...topLevel(config), ...inRules(config), ...inStores(config)]) {
    // A map that is merged into several rules is one place.
    if (told.has(entry.keyStart)) continue
    told.add(entry.keyStart)
    yield { span: document.spanOfText(entry.keyStart, entry.keyEnd), ...said }
  }
}

type Unknown = Pick<Hit, 'note' | 'severity'> & { readonly entry: Entry }

/** Anything may stand at the top, to hold anchors; what looks like one of SOPS's own keys is told. */
function* topLevel({ root }: SopsConfig): Generator<Unknown> {
  for (const entry of root?.entries ?? []) {
    const meant = meantAtTop(entry)
    if (meant !== undefined) yield { entry, severity: 'high', note: ignored(entry.key, 'no key of SOPS', meant) }
  }
}

const ruleLists = ['creation_rules', 'destination_rules']

const meantAtTop = ({ key, value }: Entry): string | undefined => {
  if (ruleLists.includes(key) || key === 'stores') return undefined
  const isStores = mapAt(value)?.entries.some((entry) => storesKind.keys.includes(entry.key))
  return nearest(key, ruleLists) ?? (isStores ? nearest(key, ['stores']) : undefined)
}

function* inRules({ creationRules, destinationRules }: SopsConfig): Generator<Unknown> {
  for (const { map } of creationRules) yield* inCreationRule(map)
  for (const { map, recreation } of destinationRules) {
    yield* unknownIn(map, destinationRuleKind)
    if (recreation !== undefined) yield* inCreationRule(recreation.map)
  }
}

function* inCreationRule(map: MapNode): Generator<Unknown> {
  yield* unknownIn(map, creationRuleKind)
  for (const group of itemsAt(valueAt(map, 'key_groups'))) yield* inKeyGroup(group, 0)
}

/** Groups merge groups, which nobody nests deeper. */
const deepest = 20

function* inKeyGroup(node: TreeNode, depth: number): Generator<Unknown> {
  const group = mapAt(node)
  if (group === undefined || depth > deepest) return
  yield* unknownIn(group, keyGroupKind)
  for (const merged of itemsAt(valueAt(group, 'merge'))) yield* inKeyGroup(merged, depth + 1)
  for (const [field, kind] of entryKinds)
    for (const item of itemsAt(valueAt(group, field))) yield* unknownIn(mapAt(item), kind)
}

function* inStores({ root }: SopsConfig): Generator<Unknown> {
  const stores = root === undefined ? undefined : mapAt(valueAt(root, 'stores'))
  yield* unknownIn(stores, storesKind)
  for (const { key, value } of stores?.entries ?? [])
    if (storesKind.keys.includes(key)) yield* unknownIn(mapAt(value), storeKind(key))
}

function* unknownIn(map: MapNode | undefined, kind: Kind): Generator<Unknown> {
  for (const entry of map?.entries ?? []) {
    if (kind.keys.includes(entry.key)) continue
    const meant = meantBy(entry.key, kind)
    const severity = meant !== undefined && kind.serious.includes(meant) ? 'high' : 'low'
    yield { entry, severity, note: ignored(entry.key, `no key of ${kind.name}`, meant, kind) }
  }
}

const ignored = (key: string, what: string, meant: string | undefined, kind?: Kind): string => {
  const said = `"${shownKey(key)}" is ${what}, so SOPS ignores it`
  if (meant === undefined) return said
  return kind !== undefined && Object.hasOwn(kind.misnomers, key)
    ? `${said}; here it is called "${meant}"`
    : `${said}; did you mean "${meant}"?`
}
