import type { Document, Hit } from '../../model/rule.ts'
import type { EncryptedFile } from '../../sops/encrypted-file.ts'
import { rangeOfField } from '../../sops/metadata.ts'
import { scalarAt } from '../../sops/tree-values.ts'
import { spanOf } from './key-names.ts'
import { encryptedFileOf } from './metadata-of.ts'

export async function* versionOldHits(document: Document): AsyncGenerator<Hit> {
  const file = await encryptedFileOf(document)
  const range = file === undefined ? undefined : rangeOfField(file.metadata, 'version')
  if (file === undefined || range === undefined) return
  const note = noteOf(String(scalarAt(file.metadata.tree, 'version') ?? ''), file)
  if (note !== undefined) yield { span: spanOf(document, range), note }
}

const noteOf = (version: string, { store, metadata, leaves }: EncryptedFile): string | undefined => {
  if (isBelow(version, 3, 3)) return 'The file was written by a SOPS older than 3.3.0'
  if (store !== 'binary' || metadata.selectors.size === 0 || !isBelow(version, 3, 11)) return undefined
  if (leaves.every(({ encrypted }) => encrypted !== undefined)) return undefined
  return 'A selector over a binary file, written before SOPS 3.11.0, has left all of it in plaintext'
}

const isBelow = (version: string, major: number, minor: number): boolean => {
  const [, one, two] = /^v?(\d+)\.(\d+)/.exec(version) ?? []
  if (one === undefined || two === undefined) return false
  return Number(one) < major || (Number(one) === major && Number(two) < minor)
}
