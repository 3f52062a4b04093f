import { identityOf } from './master-keys.ts'

/** One item of the flat `kms` field, `arn` or `arn+role`. */
export const awsIdentityOfText = (text: string, profile: string): string => {
  const arn = text.replaceAll(' ', '')
  const at = arn.indexOf('+arn:aws:iam::')
  const [key, role] = at > 0 ? [arn.slice(0, at), arn.slice(at + 1)] : [arn, '']
  return identityOf('kms', fieldsOf({ arn: key, role, aws_profile: profile }))
}

/** Names its key by an alias, which only AWS can follow. */
export const isAlias = (awsKey: string): boolean => /^(?:arn:aws[\w-]*:kms:[^:]*:\d*:)?alias\//.test(awsKey)

/** `https://host/keys/name/version`; SOPS asks Azure for a version that is missing, and here it ends in a slash. */
export const azureIdentityOfUrl = (url: string): string | undefined => {
  const [, vault = '', name = '', version = ''] =
    /^(https:\/\/[^/]+)\/keys\/([^/]+)(?:\/([^/]*))?$/.exec(url.trim()) ?? []
  return vault === '' ? undefined : identityOf('azure_kv', fieldsOf({ vault_url: vault, name, version }))
}

/** `https://host/v1/engine/keys/name`; the engine may have slashes of its own. */
export const vaultIdentityOfUri = (uri: string): string | undefined => {
  const [, address = '', engine = '', name = ''] =
    /^([A-Za-z][A-Za-z\d+.-]*:\/\/[^/?#]+)\/v\d+\/(.+)\/[^/]+\/([^/]+)\/?$/.exec(uri) ?? []
  const fields = fieldsOf({ vault_address: address, engine_path: engine, key_name: name })
  return address === '' ? undefined : identityOf('hc_vault', fields)
}

export const fieldsOf = (fields: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(fields))
