import type { TextRange } from '../../formats/tree.ts'
import type { Context, Document, Hit } from '../../model/rule.ts'
import type { SopsMetadata } from '../../sops/document.ts'
import type { MasterKey } from '../../sops/master-keys.ts'
import { rangeOfField } from '../../sops/metadata.ts'
import { scalarAt, valueAt } from '../../sops/tree-values.ts'
import { atMost } from './at-most.ts'
import { namedKeys, spanOf, spanOfBlockStart, spanOfKeyField } from './key-names.ts'
import { lostMetadata } from './lost-metadata.ts'
import { encryptedFileOf } from './metadata-of.ts'
import { ofFile } from './of-file.ts'
import { parseRfc3339 } from './rfc3339.ts'

export async function* missingFieldHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const file = await encryptedFileOf(document)
  if (file !== undefined) yield* ofFile(atMost(faultsOf(document, file.metadata), 'faults in the metadata'))
  else yield* ofFile(await lostMetadata(document, context))
}

function* faultsOf(document: Document, metadata: SopsMetadata): Generator<Hit> {
  yield* fieldFaults(document, metadata)
  yield* selectorFaults(document, metadata)
  // Of several groups, one without a key is a fault of the groups.
  if (metadata.groups.length < 2 && namedKeys(metadata).length === 0)
    yield {
      span: spanOfBlockStart(document, metadata),
      note: 'The sops block names no recipient, so nobody can decrypt the file ("No keys found in file")',
    }
  yield* createdFaults(document, metadata)
}

function* fieldFaults(document: Document, metadata: SopsMetadata): Generator<Hit> {
  for (const field of ['mac', 'lastmodified', 'version']) {
    const fault = faultOf(field, metadata)
    if (fault === undefined) continue
    const range = rangeOfField(metadata, field)
    const span = range === undefined ? spanOfBlockStart(document, metadata) : spanOf(document, visible(document, range))
    const note = range === undefined ? `The sops block has no ${field}` : `The ${field} in the sops block ${fault}`
    yield { span, note, ...(field === 'version' && isAncient(metadata) ? { severity: 'low' } : {}) }
  }
}

/** An empty value is shown with the key in front of it on its line. */
const visible = (document: Document, { start, end }: TextRange): TextRange =>
  end > start ? { start, end } : { start: document.text.lastIndexOf('\n', start - 1) + 1, end }

const written = /^v?\d+\.\d+(?:\.\d+)*(?:[-+~ ].*)?$/

const faultOf = (field: string, { tree, lastmodified }: SopsMetadata): string | undefined => {
  const value = scalarAt(tree, field)
  if (value === undefined && valueAt(tree, field) !== undefined) return 'is not text'
  if (value === undefined || value === null || value === '') return 'is empty'
  if (field === 'lastmodified')
    return parseRfc3339(lastmodified ?? '') === undefined ? 'is no RFC 3339 time' : undefined
  if (field === 'version') return written.test(String(value)) ? undefined : 'is no version'
  return typeof value === 'string' ? undefined : 'is not text'
}

/** No SOPS wrote its version before the second one, of 2016. */
const isAncient = ({ lastmodified }: SopsMetadata): boolean => {
  const time = parseRfc3339(lastmodified ?? '')
  return time !== undefined && time.getUTCFullYear() < 2018
}

function* selectorFaults(document: Document, metadata: SopsMetadata): Generator<Hit> {
  const fields = [...metadata.selectors.keys()]
  if (fields.length < 2) return
  const last = fields
    .flatMap((field) => rangeOfField(metadata, field) ?? [])
    .sort((one, other) => one.start - other.start)
  const range = last.at(-1)
  yield {
    ...(range === undefined ? {} : { span: spanOf(document, range) }),
    note: `The sops block sets ${fields.join(' and ')}, of which SOPS accepts only one`,
  }
}

function* createdFaults(document: Document, metadata: SopsMetadata): Generator<Hit> {
  for (const { key, name } of namedKeys(metadata)) {
    if (key.type === 'age' || createdAtIsRead(key)) continue
    const note =
      valueAt(key.tree, 'created_at') === undefined
        ? `The ${name} has no created_at, without which SOPS refuses the file`
        : `The created_at of ${name} is no RFC 3339 time, so SOPS refuses the file`
    yield { span: spanOfKeyField(document, key, 'created_at'), note }
  }
}

const createdAtIsRead = ({ createdAt }: MasterKey): boolean => parseRfc3339(createdAt ?? '') !== undefined
