import type { Document, Hit } from '../../model/rule.ts'
import type { SopsMetadata } from '../../sops/document.ts'
import { rangeOfField } from '../../sops/metadata.ts'
import { scalarAt } from '../../sops/tree-values.ts'
import { shamirFlaws } from '../sops-config/shamir-flaws.ts'
import { atMost } from './at-most.ts'
import { spanOf, spanOfBlockStart } from './key-names.ts'
import { encryptedFileOf } from './metadata-of.ts'

export async function* shamirFileHits(document: Document): AsyncGenerator<Hit> {
  const file = await encryptedFileOf(document)
  if (file !== undefined) yield* atMost(faultsOf(document, file.metadata), 'faults in the key groups')
}

function* faultsOf(document: Document, metadata: SopsMetadata): Generator<Hit> {
  const { groups, shamirThreshold } = metadata
  const range = rangeOfField(metadata, 'shamir_threshold')
  const span = range === undefined ? spanOfBlockStart(document, metadata) : spanOf(document, range)
  if (isNoNumber(metadata)) yield { span, note: 'The shamir_threshold is no whole number, so SOPS refuses the file' }
  const sizes = groups.map(({ keys }) => keys.length)
  for (const { note, severity, group } of shamirFlaws(shamirThreshold, sizes)) {
    const empty = group === undefined ? undefined : groups[group]
    yield { span: empty === undefined ? span : spanOf(document, empty), note, severity }
  }
}

const isNoNumber = (metadata: SopsMetadata): boolean => {
  const written = scalarAt(metadata.tree, 'shamir_threshold')
  return written !== undefined && written !== null && metadata.shamirThreshold === undefined
}
