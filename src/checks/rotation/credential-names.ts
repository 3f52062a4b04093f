const LONGEST_NAME = 100

const decorations =
  /_(?:(?:un)?encrypted|dev|development|test|staging|prod|production|old|new|current|previous|next|v?\d+)$/
const credential =
  /(?:password|passwd|passphrase|(?:^|_)(?:access_?key(?:_?id)?|secret_?key|private_?key|api_?key|auth_?key|signing_?key|encryption_?key|secret|token|pass|pwd|pat|bearer_token_bedrock))$/
const collection = /(?:^|(?<!max)_)(?:passwords|tokens|api_keys|access_keys|secret_keys|private_keys)$/
const keyId = /(?:^|_)access_?key_?id$/
const secretKey = /(?:^|_)(?:secret_?access_?key|secret_?key)$/

/** `AccessKeyId`, `aws-access-key-id` and `AWS_ACCESS_KEY_ID_PROD` in one spelling. */
const canonical = (key: string): string => {
  let name = key
    .slice(-LONGEST_NAME)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
  while (decorations.test(name)) name = name.replace(decorations, '')
  return name
}

/** The key says that its value is a credential: `aws_secret_access_key`, `db.password`, `api_keys.stripe`; not `aws_region`. */
export const namesCredential = (keyPath: readonly string[]): boolean =>
  credential.test(canonical(keyPath.at(-1) ?? '')) || keyPath.slice(-2).some((key) => collection.test(canonical(key)))

/** Which half of an AWS key pair the key names. */
export const keyPairHalf = (keyPath: readonly string[]): 'id' | 'secret' | undefined => {
  const name = canonical(keyPath.at(-1) ?? '')
  if (keyId.test(name)) return 'id'
  return secretKey.test(name) ? 'secret' : undefined
}
