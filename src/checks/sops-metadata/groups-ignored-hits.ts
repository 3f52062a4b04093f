import type { Document, Hit } from '../../model/rule.ts'
import { masterKeyTypes } from '../../sops/master-keys.ts'
import { valueAt } from '../../sops/tree-values.ts'
import { spanOf } from './key-names.ts'
import { encryptedFileOf } from './metadata-of.ts'

export async function* groupsIgnoredHits(document: Document): AsyncGenerator<Hit> {
  const file = await encryptedFileOf(document)
  if (file === undefined) return
  const { tree } = file.metadata
  const entries = tree.kind === 'map' ? tree.entries : []
  const groups = entries.find(({ key }) => key === 'key_groups')
  const flat = masterKeyTypes.filter((type) => isFilled(valueAt(tree, type)))
  if (groups === undefined || flat.length === 0 || !isFilled(valueAt(tree, 'key_groups'))) return
  yield {
    span: spanOf(document, { start: groups.keyStart, end: groups.keyEnd }),
    note: `SOPS ignores these key_groups, because recipients (${flat.join(', ')}) stand directly in the sops block`,
  }
}

const isFilled = (node: ReturnType<typeof valueAt>): boolean => node?.kind === 'list' && node.items.length > 0
