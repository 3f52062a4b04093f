import type { HclEntry, HclNode } from '../../formats/hcl-tree.ts'
import type { TextRange } from '../../formats/tree.ts'
import { fromHcl, type HclSurroundings } from './from-hcl.ts'
import type { Field, MapValue } from './value.ts'

/** A file: a block is a map at its type, within that at its labels. */
export const fromHclBody = (body: readonly HclEntry[], around: HclSurroundings, range: TextRange): MapValue => ({
  kind: 'map',
  start: range.start,
  end: range.end,
  fields: body.map((entry) => fromEntry(entry, around)),
})

const fromEntry = (entry: HclEntry, around: HclSurroundings): Field => {
  if (entry.kind === 'attribute')
    return {
      key: entry.name,
      at: { start: entry.start, end: entry.nameEnd },
      value: fromHcl(entry.value, around),
    }
  const at = { start: entry.start, end: entry.headEnd }
  let value = fromHclBody(entry.body, around, entry)
  for (const label of entry.labels.slice(0, 3).reverse())
    value = { kind: 'map', start: entry.start, end: entry.end, fields: [{ key: label, at, value }] }
  return { key: entry.type, at, value }
}

/** What the `locals` blocks of a file name. */
export const localsOf = (body: readonly HclEntry[]): ReadonlyMap<string, HclNode> => {
  const locals = new Map<string, HclNode>()
  for (const block of body)
    if (block.kind === 'block' && block.type === 'locals')
      for (const entry of block.body) if (entry.kind === 'attribute') locals.set(entry.name, entry.value)
  return locals
}
