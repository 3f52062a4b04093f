import { distance, nearest } from '../../formats/did-you-mean.ts'
import { flatFields } from '../../sops/configured-keys.ts'
import { selectorFields } from '../../sops/metadata.ts'

/** What may stand in one kind of map of a `.sops.yaml`. */
export interface Kind {
  /** For a sentence: `a creation rule`. */
  readonly name: string
  readonly keys: readonly string[]
  /** Names from elsewhere, and what they are called here. */
  readonly misnomers: Readonly<Record<string, string>>
  /** Keys without which a file is encrypted otherwise than meant. */
  readonly serious: readonly string[]
}

const deciding = ['path_regex', 'key_groups', 'aws_profile', ...flatFields, ...selectorFields]

export const creationRuleKind: Kind = {
  name: 'a creation rule',
  keys: [...deciding, 'shamir_threshold', 'mac_only_encrypted', 'timeout', 'plugins'],
  misnomers: {
    path: 'path_regex',
    regex: 'path_regex',
    filename_regex: 'path_regex',
    gpg: 'pgp',
    azure_kv: 'azure_keyvault',
    hc_vault: 'hc_vault_transit_uri',
    hc_vault_uri: 'hc_vault_transit_uri',
    hc_vault_uris: 'hc_vault_transit_uri',
    threshold: 'shamir_threshold',
  },
  serious: deciding,
}

const groupKeys = ['merge', 'kms', 'gcp_kms', 'hckms', 'azure_keyvault', 'hc_vault', 'age', 'pgp']

export const keyGroupKind: Kind = {
  name: 'a key group',
  keys: [...groupKeys, 'plugins'],
  misnomers: {
    gpg: 'pgp',
    azure_kv: 'azure_keyvault',
    hc_vault_transit_uri: 'hc_vault',
    hc_vault_uri: 'hc_vault',
    hc_vault_uris: 'hc_vault',
  },
  serious: groupKeys,
}

const entryKind = (name: string, keys: readonly string[], misnomers: Kind['misnomers'] = {}): Kind => ({
  name,
  keys,
  misnomers,
  serious: keys,
})

/** The entries of the lists of a key group that are maps. */
export const entryKinds: ReadonlyMap<string, Kind> = new Map([
  ['kms', entryKind('a KMS key', ['arn', 'role', 'context', 'aws_profile'])],
  ['gcp_kms', entryKind('a GCP KMS key', ['resource_id'])],
  ['hckms', entryKind('a Huawei Cloud KMS key', ['key_id'])],
  [
    'azure_keyvault',
    entryKind('an Azure key', ['vaultUrl', 'key', 'version'], { vault_url: 'vaultUrl', name: 'key', key_name: 'key' }),
  ],
])

export const destinationRuleKind: Kind = {
  name: 'a destination rule',
  keys: [
    'path_regex',
    's3_bucket',
    's3_prefix',
    'gcs_bucket',
    'gcs_prefix',
    'vault_path',
    'vault_address',
    'vault_kv_mount_name',
    'vault_kv_version',
    'recreation_rule',
    'omit_extensions',
  ],
  misnomers: { reencryption_rule: 'recreation_rule', creation_rule: 'recreation_rule' },
  serious: ['path_regex', 'recreation_rule'],
}

const storeNames = ['yaml', 'json', 'json_binary', 'dotenv', 'ini']
export const storesKind: Kind = { name: '"stores"', keys: storeNames, misnomers: {}, serious: [] }

/** Indentation is all there is to set. */
export const storeKind = (store: string): Kind => ({
  name: `the store "${store}"`,
  keys: store === 'dotenv' || store === 'ini' ? [] : ['indent'],
  misnomers: {},
  serious: [],
})

/** Words this short are near to many others. */
const short = 4

/** The key that was most likely meant. */
export const meantBy = (key: string, { keys, misnomers }: Kind): string | undefined => {
  if (Object.hasOwn(misnomers, key)) return misnomers[key]
  const near = nearest(key, keys)
  if (near === undefined || near.length > short) return near
  return distance(key.toLowerCase(), near.toLowerCase()) <= 1 ? near : undefined
}
