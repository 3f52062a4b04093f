import { nearest } from '../../formats/did-you-mean.ts'
import type { Entry, TreeNode } from '../../formats/tree.ts'
import type { Document, Hit } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import type { EncryptedFile } from '../../sops/encrypted-file.ts'
import { type MasterKeyType, masterKeyTypes } from '../../sops/master-keys.ts'
import { selectorFields } from '../../sops/metadata.ts'
import { valueAt } from '../../sops/tree-values.ts'
import { shownKey } from '../shown-key.ts'
import { atMost } from './at-most.ts'
import { namedKeys, spanOf } from './key-names.ts'
import { encryptedFileOf } from './metadata-of.ts'

export async function* blockCommentHits(document: Document): AsyncGenerator<Hit> {
  const file = await encryptedFileOf(document)
  if (file !== undefined) yield* atMost(straysOf(document, file), 'comments and unknown keys in the sops block')
}

function* straysOf(document: Document, { blockComments, metadata }: EncryptedFile): Generator<() => Hit> {
  for (const comment of blockComments)
    yield () => ({
      span: spanOf(document, comment),
      secret: new Secret(comment.text),
      note: 'SOPS drops this comment inside of its block, and never encrypts it',
    })
  yield* unknown(document, metadata.tree, blockKeys, 'the sops block')
  const groups = valueAt(metadata.tree, 'key_groups')
  for (const group of groups?.kind === 'list' ? groups.items : [])
    yield* unknown(document, group, groupKeys, 'a key group')
  for (const { key, name } of namedKeys(metadata)) yield* unknown(document, key.tree, fieldsOf(key.type), name)
}

function* unknown(document: Document, map: TreeNode, known: ReadonlySet<string>, where: string): Generator<() => Hit> {
  if (map.kind !== 'map') return
  for (const entry of map.entries) if (!known.has(entry.key)) yield () => strayHit(document, entry, { known, where })
}

/** A key that is near to none that SOPS knows may be what was left of a value. */
const strayHit = (
  document: Document,
  { key, keyStart, keyEnd }: Entry,
  { known, where }: { readonly known: ReadonlySet<string>; readonly where: string },
): Hit => {
  const meant = nearest(key.slice(0, longestKey), known)
  const named = meant === undefined ? 'this key' : `the key ${JSON.stringify(shownKey(key))}`
  const question = meant === undefined ? '' : `; did you mean "${meant}"?`
  return {
    span: document.spanOfText(keyStart, keyEnd),
    note: `SOPS does not know ${named} in ${where}, drops it and never encrypts it${question}`,
  }
}

/** Of the keys that SOPS knows none is longer. */
const longestKey = 40

const groupKeys: ReadonlySet<string> = new Set(masterKeyTypes)

/** `attention` was written by the first SOPS, of Python. */
const blockKeys: ReadonlySet<string> = new Set([
  ...masterKeyTypes,
  ...selectorFields,
  'key_groups',
  'shamir_threshold',
  'lastmodified',
  'mac',
  'mac_only_encrypted',
  'version',
  'attention',
])

const ownFields: Readonly<Record<MasterKeyType, readonly string[]>> = {
  age: ['recipient'],
  pgp: ['fp'],
  kms: ['arn', 'role', 'context', 'aws_profile'],
  gcp_kms: ['resource_id'],
  azure_kv: ['vault_url', 'name', 'version'],
  hc_vault: ['vault_address', 'engine_path', 'key_name'],
  hckms: ['key_id'],
}

const fieldsOf = (type: MasterKeyType): ReadonlySet<string> => new Set([...ownFields[type], 'created_at', 'enc'])
