import type { TextRange } from '../../formats/tree.ts'
import type { Document, Hit } from '../../model/rule.ts'
import type { EncryptedFile } from '../../sops/encrypted-file.ts'
import type { MasterKey } from '../../sops/master-keys.ts'
import { atMost } from './at-most.ts'
import { namedKeys, spanOf } from './key-names.ts'
import { encryptedFileOf } from './metadata-of.ts'
import { ofFile } from './of-file.ts'
import { wrappedKeyFault } from './wrapped-key-fault.ts'

export async function* encMalformedHits(document: Document): AsyncGenerator<Hit> {
  const file = await encryptedFileOf(document)
  if (file !== undefined) yield* ofFile(atMost(await faultsOf(document, file), 'wrapped data keys are damaged'))
}

const faultsOf = async (document: Document, { metadata }: EncryptedFile): Promise<readonly Hit[]> => {
  const hits: Hit[] = []
  for (const { key, name } of namedKeys(metadata)) {
    const fault = await wrappedKeyFault(key, metadata.groups.length > 1)
    if (fault === undefined) continue
    const range = fault.line === undefined ? (key.encRange ?? key) : lineOf(document.text, key, fault.line)
    hits.push({ span: spanOf(document, range), note: `The data key of ${name} cannot be right: ${fault.fault}` })
  }
  return hits
}

/** Where a line of a wrapped key stands; of an empty one the line above. All of the field where it is written otherwise. */
const lineOf = (text: string, { enc = '', encRange, start, end }: MasterKey, line: number): TextRange => {
  const range = encRange ?? { start, end }
  const words = enc
    .split('\n', line + 1)
    .findLast((each) => each.trim() !== '')
    ?.trim()
  const at = words === undefined ? -1 : text.indexOf(words, range.start)
  return words === undefined || at === -1 || at >= range.end ? range : { start: at, end: at + words.length }
}
