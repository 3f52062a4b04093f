import type { TreeNode } from '../../formats/tree.ts'
import type { Document, Hit } from '../../model/rule.ts'
import type { EncryptedFile } from '../../sops/encrypted-file.ts'
import { atMost } from './at-most.ts'
import { spanOf, spanOfBlockStart } from './key-names.ts'
import { encryptedFileOf } from './metadata-of.ts'
import { ofFile } from './of-file.ts'

export async function* blockUnreadHits(document: Document): AsyncGenerator<Hit> {
  const file = await encryptedFileOf(document)
  if (file?.store === 'yaml') yield* ofFile(atMost(unreadIn(document, file), 'sops blocks are unread'))
}

function* unreadIn(document: Document, { metadata, unreadBlocks }: EncryptedFile): Generator<Hit> {
  if (!isInFirstDocument(document.text, metadata.block.start))
    yield {
      span: spanOfBlockStart(document, metadata),
      note: 'The first document has no sops block, and SOPS looks for one nowhere else',
    }
  const first = unreadBlocks.length === 0 ? '' : written(metadata.tree)
  for (const block of unreadBlocks)
    if (written(block) !== first)
      yield {
        span: spanOf(document, firstLineOf(block, document.text)),
        note: 'SOPS never reads this block: it takes the metadata from the first document, which says something else',
      }
}

const firstLineOf = ({ start, end }: TreeNode, text: string): { start: number; end: number } => {
  const lineEnd = text.indexOf('\n', start)
  return { start, end: lineEnd === -1 ? end : Math.min(lineEnd, end) }
}

/** Comments and directives before the first `---` are no document. */
const isInFirstDocument = (text: string, start: number): boolean => {
  const [head = '', ...others] = text.slice(0, start).split(/^---(?=\s|$)/m)
  const headIsEmpty = head.split('\n').every((line) => /^\uFEFF?\s*(?:[#%].*)?$/.test(line))
  return others.length === 0 || (others.length === 1 && headIsEmpty)
}

/** What a block says, however its keys are ordered and its values are quoted. */
const written = (node: TreeNode): string => {
  if (node.kind === 'scalar') return JSON.stringify(String(node.value))
  if (node.kind === 'alias') return `*${node.name}`
  if (node.kind === 'list') return `[${node.items.map(written).join()}]`
  const entries = node.entries.map(({ key, value }) => `${JSON.stringify(key)}:${written(value)}`)
  return `{${entries.sort().join()}}`
}
