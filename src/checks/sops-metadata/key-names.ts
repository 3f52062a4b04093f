import type { TextRange } from '../../formats/tree.ts'
import type { Document, Span } from '../../model/rule.ts'
import type { SopsMetadata } from '../../sops/document.ts'
import type { MasterKey } from '../../sops/master-keys.ts'
import { valueAt } from '../../sops/tree-values.ts'

/** A recipient and what a sentence calls it, by kind and place: what it says of itself may be anything. */
export interface NamedKey {
  readonly key: MasterKey
  readonly name: string
}

export const namedKeys = ({ groups }: SopsMetadata): readonly NamedKey[] =>
  groups.flatMap(({ keys }, group) => {
    const seen = new Map<string, number>()
    return keys.map((key) => {
      const number = (seen.get(key.type) ?? 0) + 1
      seen.set(key.type, number)
      const where = groups.length > 1 ? ` of key group ${group + 1}` : ''
      return { key, name: `${key.type} recipient ${number}${where}` }
    })
  })

/** Where a field of a recipient stands, or else the recipient. */
export const spanOfKeyField = (document: Document, key: MasterKey, field: string): Span =>
  spanOf(document, valueAt(key.tree, field) ?? key)

export const spanOf = (document: Document, { start, end }: TextRange): Span => document.spanOfText(start, end)

/** The first line of the block, for what is missing from it. */
export const spanOfBlockStart = (document: Document, { block }: SopsMetadata): Span => {
  const lineEnd = document.text.indexOf('\n', block.start)
  const end = lineEnd === -1 ? block.end : Math.min(lineEnd, block.end)
  return document.spanOfText(block.start, Math.max(end, block.start))
}
