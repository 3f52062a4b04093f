const words = [
  'secret',
  'passw(?:or)?d',
  'passphrase',
  'pwd',
  'token',
  'bearer',
  'api_?key',
  '(?:secret|private|signing|encryption|master|account|auth|service|shared)_?key',
  '(?:secret_?)?access_?key(?:_?id)?',
  'credentials?',
  'connection_?string',
]

const named = new RegExp(`(?:^|_)(?:${words.join('|')})$`)
const paged = /(?:^|_)(?:next|page|continuation|csrf|sync)_token$/
const group = /^(?:secrets|passwords|tokens|credentials|api_?keys)$/

/** `apiKey`, `API-KEY` and `api.key` read `api_key`. */
const normalised = (key: string): string =>
  key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[-.\s]+/g, '_')
    .toLowerCase()

/** The name of a key says that its value is a credential, or one half of it: `aws_secret_access_key`, `apiToken`. */
export const isCredentialKey = (key: string): boolean => {
  const name = normalised(key)
  return named.test(name) && !paged.test(name)
}

/** The last key of a path, or a group it stands in (`passwords.alice`), says that the value is a credential. */
export const isCredentialPath = (path: readonly string[]): boolean =>
  isCredentialKey(path.at(-1) ?? '') || path.slice(0, -1).some((key) => group.test(normalised(key)))
