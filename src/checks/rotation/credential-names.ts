const LONGEST_NAME = 100

const decorations =
  /_(?:(?:un)?encrypted|dev|development|test|staging|prod|production|old|new|current|previous|next|base64|b64|data|v?\d+)$|(?<=(?:password|passwd|passphrase|secret|token|key))\d{1,3}$/
const credential =
  /(?:password|passwd|passphrase|(?:^|_)(?:access_?key(?:_?id)?|secret_?key(?:_base)?|private_?key|api_?key|auth_?key|signing_?key|encryption_?key|secret|token|pass|pwd|pat|bearer_token_bedrock|credentials?))$/
const keyOfKind =
  /(?:^|_)(?:master|account|shared|storage|deploy|ssh|tls|ssl|client|server|host|hmac|jwt|session|cookie|webhook|license|age|gpg|pgp|app|application|service_account|admin|root|subscription|function)_?key$/
const keyFile =
  /(?:^|_)(?:id_(?:rsa|dsa|ecdsa|ed25519)|(?<!public_key_|public_|cert_|certificate_|chain_|ca_)pem|p12|pfx|pkcs12|keystore|kubeconfig|dockerconfigjson)$/
const address =
  /(?:^|_)(?:dsn|conn(?:ection)?_?str(?:ing)?|(?:database|db|jdbc|redis|mongo|mongodb|postgres|postgresql|mysql|mariadb|mssql|amqp|rabbitmq|broker|clickhouse|webhook|sas)_ur[il]|webhook)$/
const service = /(?:^|_)(?:service_account(?:_json)?|totp_seed|otp_seed|mnemonic|seed_phrase|recovery_codes?)$/
const collection =
  /(?:^|(?<!max)_)(?:passwords|tokens|api_keys|access_keys|secret_keys|private_keys|webhooks|connection_strings)$/
const certificate = /(?:^|_)(?:(?:certificate|cert|crt|fullchain)(?:_pem)?|chain_pem|ca_pem)$/
const keyId = /(?:^|_)access_?key_?id$/
const secretKey = /(?:^|_)(?:secret_?access_?key|secret_?key)$/
const sessionToken = /(?:^|_)session_?token$/
const awsSessionToken = /(?:^|_)aws_session_?token$/

/** The words of a key in lower case, with `_` between them. */
export const underscored = (key: string): string =>
  key
    .slice(-LONGEST_NAME)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')

/** `AccessKeyId`, `aws-access-key-id` and `AWS_ACCESS_KEY_ID_PROD` in one spelling. */
export const canonicalName = (key: string): string => {
  let name = underscored(key)
  while (decorations.test(name)) name = name.replace(decorations, '')
  return name
}

const lastOf = (keyPath: readonly string[]): string => canonicalName(keyPath.at(-1) ?? '')

const kinds = [credential, keyOfKind, keyFile, address, service]

/**
 * The key says that its value is a credential: `aws_secret_access_key`, `db.password`, `api_keys.stripe`, `database_url`;
 * not `aws_region`, `token_url` or `max_tokens`.
 */
export const namesCredential = (keyPath: readonly string[]): boolean => {
  const name = lastOf(keyPath)
  return kinds.some((kind) => kind.test(name)) || keyPath.slice(-2).some((key) => collection.test(canonicalName(key)))
}

/** The key says that its value is a certificate, which is no secret, but runs out. */
export const namesCertificate = (keyPath: readonly string[]): boolean => certificate.test(lastOf(keyPath))

/** Which half of an AWS key pair the key names. */
export const keyPairHalf = (keyPath: readonly string[]): 'id' | 'secret' | undefined => {
  const name = lastOf(keyPath)
  if (keyId.test(name)) return 'id'
  return secretKey.test(name) ? 'secret' : undefined
}

/** What the key says before it names a half of a key pair: `minio` of `minio_secret_key`. */
const ownerOf = (keyPath: readonly string[]): string => lastOf(keyPath).replace(keyId, '').replace(secretKey, '')

const ofAws = new Set(['', 'aws'])

/** Whether a key id and a secret are halves of one pair by their names. A bare `secret_key` may belong to anything. */
export const arePair = (id: readonly string[], secret: readonly string[]): boolean => {
  const [one, other] = [ownerOf(id), ownerOf(secret)]
  return one === other || (ofAws.has(one) && ofAws.has(other) && /access_?key$/.test(lastOf(secret)))
}

const hintAtAws = /^(?:aws_)?(?:key_)?(?:id|hint)$/

/** Whether a key that is no key id by its name shows the id of a half of a pair that is called as AWS calls it. */
export const hintsAt = (shown: readonly string[], half: readonly string[]): boolean =>
  hintAtAws.test(lastOf(shown)) && ofAws.has(ownerOf(half))

/** The token that only temporary AWS keys have; `beside` a key pair, a plain `session_token` is one, too. */
export const namesSessionToken = (keyPath: readonly string[], beside = false): boolean =>
  (beside ? sessionToken : awsSessionToken).test(lastOf(keyPath))

const added = /\.(?:enc|encrypted|sops|sops-encrypted)$/i
const certificateFile = /\.(?:crt|cer|cert)$/i
const credentialFile =
  /^(?:id_(?:rsa|dsa|ecdsa|ed25519)|ssh_host_\w+_key|\.?netrc|\.?pgpass|\.?htpasswd|\.?vault[-_]pass|kubeconfig|credentials|.+\.(?:key|pem|p8|p12|pfx|pkcs12|jks|keystore|kdbx|ppk|ovpn|token|secret|passwd|kubeconfig|keytab))$/i

/** What the name of a file says that is encrypted as a whole: `id_rsa`, `tls.key.enc`, `ca.crt`. */
export const fileNames = (path: string): 'credential' | 'certificate' | undefined => {
  const name = (path.split('/').at(-1) ?? '').slice(-LONGEST_NAME).replace(added, '')
  if (certificateFile.test(name)) return 'certificate'
  if (name.endsWith('.pub')) return undefined
  return credentialFile.test(name) || namesCredential([name.replace(/\.[^.]*$/, '')]) ? 'credential' : undefined
}
