import { createHash, createHmac } from 'node:crypto'
import type { AwsCredentials } from './types.ts'

type Pairs = readonly (readonly [name: string, value: string])[]

/** A request as it goes out, but for its signature. */
export interface Signable {
  readonly method: string
  /** As typed, not percent-encoded. */
  readonly path: string
  /** Decoded names and values. */
  readonly query: Pairs
  /** `host` among them; a name may stand several times. */
  readonly headers: Pairs
  readonly body: string
}

/** Whom a signature is for. */
export interface Scope {
  readonly service: string
  readonly region: string
  readonly now: Date
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest()

/** RFC 3986: everything but the unreserved characters, byte by byte. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

/** Without dot segments and empty ones; each of the others encoded. */
const canonicalPath = (path: string): string => {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '.' && segment !== '') kept.push(encoded(segment))
  }
  const last = path.slice(path.lastIndexOf('/') + 1)
  const closed = kept.length > 0 && (last === '' || last === '.' || last === '..')
  return `/${kept.join('/')}${closed ? '/' : ''}`
}

const byCode = (one: string, other: string): number => (one < other ? -1 : Number(one > other))

const canonicalQuery = (query: Pairs): string =>
  query
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([one, value], [other, otherValue]) => byCode(one, other) || byCode(value, otherValue))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

/** Lower-case names in order, the values of one name joined in the order of the request, spaces drawn together. */
const canonicalHeaders = (headers: Pairs): ReadonlyMap<string, string> => {
  const values = new Map<string, string[]>()
  for (const [name, value] of headers) {
    const lower = name.toLowerCase()
    values.set(lower, [
      ...(values.get(lower) ?? []),
      ...value.split('\n').map((line) => line.trim().replace(/ +/g, ' ')),
    ])
  }
  return new Map([...values].sort(([one], [other]) => byCode(one, other)).map(([name, all]) => [name, all.join(',')]))
}

/** `20150830T123600Z`. */
export const amzDate = (now: Date): string => now.toISOString().replace(/[-:]|\.\d{3}/g, '')

/** The canonical request of Signature Version 4 (IAM User Guide, "Create a signed AWS API request"). */
export const canonicalRequest = ({ method, path, query, headers, body }: Signable): string => {
  const canonical = canonicalHeaders(headers)
  return [
    method,
    canonicalPath(path),
    canonicalQuery(query),
    ...[...canonical].map(([name, value]) => `${name}:${value}`),
    '',
    [...canonical.keys()].join(';'),
    sha256(body),
  ].join('\n')
}

const scopeOf = ({ service, region, now }: Scope): string =>
  [amzDate(now).slice(0, 8), region, service, 'aws4_request'].join('/')

export const stringToSign = (request: Signable, scope: Scope): string =>
  ['AWS4-HMAC-SHA256', amzDate(scope.now), scopeOf(scope), sha256(canonicalRequest(request))].join('\n')

const signingKey = (secret: string, scope: Scope): Buffer => {
  const [date = '', ...parts] = scopeOf(scope).split('/')
  return parts.reduce((key, part) => hmac(key, part), hmac(`AWS4${secret}`, date))
}

/** The value of the `Authorization` header. Every header of the request is signed. */
export const authorization = (
  request: Signable,
  { accessKeyId, secretAccessKey }: Pick<AwsCredentials, 'accessKeyId' | 'secretAccessKey'>,
  scope: Scope,
): string => {
  const signature = secretAccessKey.read((secret) =>
    hmac(signingKey(secret, scope), stringToSign(request, scope)).toString('hex'),
  )
  const signed = [...canonicalHeaders(request.headers).keys()].join(';')
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scopeOf(scope)}, SignedHeaders=${signed}, Signature=${signature}`
}

/** The headers to add to a request: the date, the session's token, and the signature over them and all others. */
export const signed = (request: Signable, credentials: AwsCredentials, scope: Scope): Pairs => {
  const { sessionToken } = credentials
  const added: Pairs = [
    ['x-amz-date', amzDate(scope.now)],
    ...(sessionToken === undefined ? [] : [['x-amz-security-token', sessionToken.read((token) => token)] as const]),
  ]
  const headers = [...request.headers, ...added]
  return [...added, ['authorization', authorization({ ...request, headers }, credentials, scope)]]
}
