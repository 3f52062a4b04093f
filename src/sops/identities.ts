/**
 * Master keys in the very form in which SOPS compares them (`ToString` of each key source). A form that SOPS itself
 * could not read is undefined.
 */
type Identity = string | undefined

const withoutSpaces = (text: string): string => text.replaceAll(' ', '')

export const pgpIdentity = withoutSpaces
export const gcpIdentity = withoutSpaces

interface AwsKey {
  readonly arn: string
  readonly role?: string | undefined
  readonly context?: ReadonlyMap<string, string>
  readonly profile?: string | undefined
}

/** `arn[+role][|k:v,k:v][|profile]`, and `arn||profile` without a context. */
export const awsIdentity = ({ arn, role = '', context = new Map(), profile = '' }: AwsKey): string => {
  const key = role === '' ? arn : `${arn}+${role}`
  const pairs = [...context].map(([name, value]) => `${name}:${value}`).sort()
  if (profile !== '') return `${key}|${pairs.join(',')}|${profile}`
  return pairs.length === 0 ? key : `${key}|${pairs.join(',')}`
}

/** One item of the flat `kms` field, `arn` or `arn+role`. */
export const awsIdentityOfText = (text: string, profile: string | undefined): string => {
  const arn = withoutSpaces(text)
  const role = arn.indexOf('+arn:aws:iam::')
  if (role <= 0) return awsIdentity({ arn, profile })
  return awsIdentity({ arn: arn.slice(0, role), role: arn.slice(role + 1), profile })
}

/** Names its key by an alias, which only AWS can follow. */
export const isAlias = (awsKey: string): boolean => /^(?:arn:aws[\w-]*:kms:[^:]*:\d*:)?alias\//.test(awsKey)

/** An empty version ends the identity in a slash; SOPS asks Azure for the latest. */
export const azureIdentity = (vault: string, name: string, version: string): string =>
  `${vault}/keys/${name}/${version}`

export const azureIdentityOfUrl = (url: string): Identity => {
  const [, vault = '', name = '', version = ''] =
    /^(https:\/\/[^/]+)\/keys\/([^/]+)(?:\/([^/]*))?$/.exec(url.trim()) ?? []
  return vault === '' ? undefined : azureIdentity(vault, name, version)
}

/** `https://host/v1/engine/keys/name`; the engine may have slashes of its own. */
export const vaultIdentityOfUri = (uri: string): Identity => {
  const [, address = '', engine = '', name = ''] =
    /^([A-Za-z][A-Za-z\d+.-]*:\/\/[^/?#]+)\/v\d+\/(.+)\/[^/]+\/([^/]+)\/?$/.exec(uri) ?? []
  return address === '' ? undefined : vaultIdentity(address, engine, name)
}

export const vaultIdentity = (address: string, engine: string, name: string): string =>
  `${address}/v1/${engine}/keys/${name}`
