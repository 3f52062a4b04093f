import type { Store } from '../../../src/sops/sniff.ts'

/** One way to have a creation rule choose what is encrypted, and for whom. */
export interface Setting {
  readonly name: string
  /** Fields of the creation rule beside its path and recipients. */
  readonly fields: readonly string[]
  readonly stores: readonly Store[]
  /** The first sops that knows it. */
  readonly since?: string
  /** Three groups of one recipient each, any two of which open the file. */
  readonly shamir?: true
}

const withKeys: readonly Store[] = ['yaml', 'json', 'dotenv', 'ini']
const withComments: readonly Store[] = ['yaml', 'dotenv', 'ini']
const all: readonly Store[] = [...withKeys, 'binary']

const chosen = "encrypted_regex: '^(password_enc|list_enc|database_enc|sealed|multi_enc|count|date|PASSWORD_enc)$'"

export const settings: readonly Setting[] = [
  { name: 'default', fields: [], stores: all },
  { name: 'encrypted_regex', fields: [chosen], stores: withKeys },
  { name: 'unencrypted_regex', fields: ["unencrypted_regex: '^(title|open_|flag|OPEN_)'"], stores: withKeys },
  { name: 'encrypted_suffix', fields: ['encrypted_suffix: _enc'], stores: withKeys },
  { name: 'unencrypted_suffix', fields: ['unencrypted_suffix: _plain'], stores: withKeys },
  { name: 'encrypted_comment_regex', fields: ['encrypted_comment_regex: seal this'], stores: withComments },
  { name: 'unencrypted_comment_regex', fields: ['unencrypted_comment_regex: leave open'], stores: withComments },
  { name: 'mac_only_encrypted', fields: ['mac_only_encrypted: true', chosen], stores: withKeys },
  { name: 'mac_only_encrypted_binary', fields: ['mac_only_encrypted: true'], stores: ['binary'] },
  { name: 'key_groups', fields: ['shamir_threshold: 2'], stores: all, shamir: true },
  { name: 'two_recipients', fields: [], stores: all },
]

/** `.sops.yaml` with a rule for the folder of each setting, below `secrets/`. */
export const sopsConfig = ([one, two, three]: readonly [string, string, string], list = settings): string =>
  `creation_rules:\n${list.map((setting) => creationRule(setting, keysOf(setting, [one, two, three]))).join('')}`

const keysOf = ({ name, shamir }: Setting, recipients: readonly string[]): readonly string[] => {
  if (shamir) return ['key_groups:', ...recipients.map((recipient) => `  - age: [${recipient}]`)]
  return [`age: ${recipients.slice(0, name === 'two_recipients' ? 2 : 1).join(',')}`]
}

const creationRule = ({ name, fields }: Setting, keys: readonly string[]): string =>
  [`- path_regex: ^secrets/${name}/`, ...[...fields, ...keys].map((line) => `  ${line}`)]
    .map((line) => `  ${line}\n`)
    .join('')
