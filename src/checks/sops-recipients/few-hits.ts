import type { Context, Document, Hit } from '../../model/rule.ts'
import { readEncryptedFile } from '../../sops/encrypted-file.ts'
import { isCurrent } from '../current-version.ts'
import { firstLine } from './first-line.ts'

/** Distinct recipients of all groups together; a file without any is damaged, which is another finding. */
export async function* fewHits(document: Document, context: Context, minimum: number): AsyncGenerator<Hit> {
  const file = await readEncryptedFile(document.path, document.text)
  const keys = (file?.metadata.groups ?? []).flatMap((group) => group.keys)
  const count = new Set(keys.map(({ type, identity }) => `${type} ${identity}`)).size
  const [first] = keys
  if (file === undefined || first === undefined || count >= minimum || !(await isCurrent(document, context))) return
  const { start, end } = firstLine(first, document.text)
  yield {
    span: document.spanOfText(start, end),
    extent: document.spanOfText(file.metadata.block.start, file.metadata.block.end),
    note:
      count === 1
        ? `Only one recipient can open this file${minimum > 2 ? `; there must be ${minimum}` : ''}`
        : `Only ${count} recipients can open this file; there must be ${minimum}`,
  }
}
