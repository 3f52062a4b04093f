import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { AccountState, KeyState } from './state.ts'
import { Refusal, type Service } from './xml.ts'

/** A request as it came over the wire. */
export interface Received {
  readonly method: string
  /** As it stands in the request line. */
  readonly target: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Signer {
  readonly key: KeyState
  readonly service: Service
  readonly region: string
}

/** How far a clock may be off. */
const tolerance = 5 * 60_000

const form =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/(iam|sts)\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/**
 * Tells who signed a request, from the keys of the account; throws as AWS refuses. Written apart from the client's own
 * signing, for POST requests as the Query API takes them: no query, and a path that needs no normalising.
 */
export const signerOf = (request: Received, state: AccountState, serverNow: number, skewCode: string): Signer => {
  const { headers } = request
  const parts = form.exec(headers.authorization ?? '')
  if (parts === null) throw new Refusal('MissingAuthenticationToken', 403, 'Request is missing Authentication Token')
  const [, id = '', day = '', region = '', service = '', names = '', signature = ''] = parts
  const key = knownKey(id, headers['x-amz-security-token'], state)
  const date = headers['x-amz-date'] ?? ''
  requireClock(date, serverNow, skewCode)
  const needed = ['host', 'x-amz-date', ...(key.token === undefined ? [] : ['x-amz-security-token'])]
  for (const name of needed) if (!names.split(';').includes(name)) throw mismatch()
  const canonical = [
    request.method,
    request.target,
    '',
    ...names.split(';').map((name) => `${name}:${(headers[name] ?? '').trim()}`),
    '',
    names,
    hash(request.body),
  ].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash(canonical)}`
  const signing = hmac(hmac(hmac(hmac(`AWS4${key.secret}`, day), region), service), 'aws4_request')
  const expected = hmac(signing, toSign)
  if (!date.startsWith(day) || !timingSafeEqual(expected, Buffer.from(signature, 'hex'))) throw mismatch()
  if (key.ends !== undefined && key.ends <= serverNow)
    throw new Refusal('ExpiredToken', 403, 'The security token included in the request is expired')
  return { key, service: service === 'iam' ? 'iam' : 'sts', region }
}

const mismatch = (): Refusal =>
  new Refusal(
    'SignatureDoesNotMatch',
    403,
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  )

const knownKey = (id: string, token: string | undefined, state: AccountState): KeyState => {
  const key = state.keys.find((each) => each.id === id)
  const known =
    key !== undefined &&
    key.status === 'Active' &&
    key.token === token &&
    state.calls > key.knownAtCall &&
    state.now() >= key.knownAt
  if (!known) throw new Refusal('InvalidClientTokenId', 403, 'The security token included in the request is invalid.')
  return key
}

const requireClock = (date: string, serverNow: number, code: string): void => {
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (Number.isNaN(at)) throw new Refusal('IncompleteSignature', 400, 'Date must be in ISO-8601 basic format')
  if (Math.abs(at - serverNow) <= tolerance) return
  const words = at < serverNow ? 'expired' : 'not yet current'
  throw new Refusal(code, code === 'RequestExpired' ? 400 : 403, `Signature ${words}: ${date} (5 min.)`)
}
