import type { Entry, MapNode, TextRange, TreeNode } from '../../formats/tree.ts'
import type { Context, Document, Hit } from '../../model/rule.ts'
import type { CreationRule, SopsConfig } from '../../sops/config-document.ts'
import { isNull, itemsAt, mapAt } from '../../sops/config-tree.ts'
import { valueAt } from '../../sops/tree-values.ts'
import { shownKey } from '../shown-key.ts'
import { misshapenAge } from './age-recipient.ts'
import { everyRule } from './every-rule.ts'
import { groupShapes, ruleShapes, type Shape } from './field-shapes.ts'
import { currentConfig } from './readable-config.ts'

type Flaw = TextRange & Pick<Hit, 'note' | 'severity'>

/** Each place once, in the order of the text. */
export async function* unusableHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const config = await currentConfig(document, context)
  if (config === undefined) return
  const flaws = new Map<number, Flaw>()
  for (const flaw of flawsOf(config)) if (!flaws.has(flaw.start)) flaws.set(flaw.start, flaw)
  for (const { start, end, ...said } of [...flaws.values()].sort((a, b) => a.start - b.start))
    yield { span: document.spanOfText(start, end), ...said }
}

function* flawsOf(config: SopsConfig): Generator<Flaw> {
  const creationRules = new Set(config.creationRules)
  if (config.root !== undefined) yield* repeatedKeys(config.root)
  for (const rule of everyRule(config)) {
    const flaws = [...inRule(rule)]
    yield* flaws
    if (flaws.length === 0 && creationRules.has(rule)) yield* namesNobody(rule)
  }
}

function* inRule(rule: CreationRule): Generator<Flaw> {
  yield* misshapen(rule.map, ruleShapes)
  for (const group of itemsAt(valueAt(rule.map, 'key_groups'))) yield* inGroup(group, 0)
  yield* unreadableRecipients(rule)
}

/** Nodes are shared between aliases and looked at where they are written. */
function* repeatedKeys(root: MapNode): Generator<Flaw> {
  const left: TreeNode[] = [root]
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (node.kind === 'list') left.push(...node.items)
    if (node.kind !== 'map') continue
    const seen = new Set<string>()
    for (const { key, keyStart, keyEnd, value } of node.entries) {
      if (seen.has(key))
        yield { start: keyStart, end: keyEnd, note: `"${shownKey(key)}" is written twice: SOPS cannot load this` }
      seen.add(key)
      left.push(value)
    }
  }
}

/** Groups merge groups, which nobody nests deeper. */
const deepest = 20

function* inGroup(node: TreeNode, depth: number): Generator<Flaw> {
  const group = mapAt(node)
  if (group === undefined || depth > deepest) {
    if (!isNull(node))
      yield { start: node.start, end: node.end, note: 'A key group must be a map: SOPS cannot load this' }
    return
  }
  yield* misshapen(group, groupShapes)
  for (const merged of itemsAt(valueAt(group, 'merge'))) yield* inGroup(merged, depth + 1)
}

function* misshapen(map: MapNode, shapes: ReadonlyMap<string, Shape>): Generator<Flaw> {
  for (const entry of map.entries) {
    const shape = shapes.get(entry.key)
    const place = shape === undefined ? undefined : shape.misfit(entry.value)
    if (shape !== undefined && place !== undefined) yield { ...rangeOf(place, entry), note: noteOn(entry, shape) }
  }
}

/** The value where it is one word, else its key. */
const rangeOf = ({ kind, start, end }: TreeNode, { keyStart, keyEnd }: Entry): TextRange =>
  kind === 'scalar' && end > start ? { start, end } : { start: keyStart, end: keyEnd }

const noteOn = ({ key }: Entry, { name }: Shape): string => `"${shownKey(key)}" must be ${name}: SOPS cannot load this`

function* unreadableRecipients({ groups, flat }: CreationRule): Generator<Flaw> {
  for (const { type, identity, start, end } of [...groups, flat].flatMap(({ keys }) => keys)) {
    const flaw = type === 'age' ? misshapenAge(identity) : undefined
    if (flaw === undefined) continue
    const severity = flaw.meant ? ({ severity: 'low' } as const) : {}
    yield { start, end, note: `${flaw.what}: SOPS cannot encrypt to it`, ...severity }
  }
}

/** Recipients may also come from the command line and the environment. */
function* namesNobody({ groups, start, map }: CreationRule): Generator<Flaw> {
  if (groups.some(({ keys, opaque }) => keys.length > 0 || opaque)) return
  const end = map.entries[0]?.keyEnd ?? map.end
  const note = 'This rule names no recipient: SOPS encrypts with it only where somebody names one by hand'
  yield { start, end: Math.max(end, start + 1), severity: 'low', note }
}
