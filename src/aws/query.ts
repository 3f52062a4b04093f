import { AwsError } from './aws-error.ts'
import { endpointOf, type Service } from './endpoints.ts'
import { signed } from './sigv4.ts'
import { isUntrusted, type Outgoing, type Reply, sender } from './transport.ts'
import type { AwsCredentials, AwsOptions } from './types.ts'
import { type Element, parseXml, textAt } from './xml.ts'

export interface Query {
  readonly service: Service
  /** Of the API, as a date. */
  readonly version: string
}

/** Asked again after a failure only where that cannot do the thing twice. */
export type Repeatable = 'always' | 'when-nothing-happened'

export interface QueryClient {
  ask(action: string, parameters?: Readonly<Record<string, string>>, repeatable?: Repeatable): Promise<Element>
  serverDate(): Date | undefined
}

const contentType = 'application/x-www-form-urlencoded; charset=utf-8'
const throttled = /^(?:Throttl|RequestLimitExceeded|TooManyRequests|SlowDown|RequestThrottled|PriorRequestNotComplete)/
const skewed = /^(?:RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/

/** Beyond this a clock is wrong and not merely inexact. */
const tolerated = 4 * 60_000

const sleepOf = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** The Query protocol: form fields out, XML back, signed, with retries. */
export const queryClient = (
  { service, version }: Query,
  credentials: AwsCredentials,
  { env, now, sleep = sleepOf, random = Math.random, timeout = 10_000, attempts = 4 }: AwsOptions,
): QueryClient => {
  const { url, region } = endpointOf(service, env)
  const send = sender(env)
  let offset = 0
  let serverDate: Date | undefined

  const outgoing = (body: string): Outgoing => {
    const headers = [
      ['content-type', contentType],
      ['host', url.host],
    ] as const
    const scope = { service, region, now: new Date(now().getTime() + offset) }
    const request = { method: 'POST', path: url.pathname, query: [...url.searchParams], headers, body }
    return { url, headers: [...headers, ...signed(request, credentials, scope)], body, timeout }
  }

  const once = async (body: string): Promise<Element> => {
    const reply = await send(outgoing(body))
    serverDate = reply.date ?? serverDate
    return readReply(reply, url.host)
  }

  /** True where the next try differs by its clock alone. */
  const corrected = (error: AwsError): boolean => {
    if (serverDate === undefined || !mayBeSkewed(error)) return false
    const measured = serverDate.getTime() - now().getTime()
    if (Math.abs(measured - offset) < tolerated) return false
    offset = measured
    return true
  }

  const ask = async (
    action: string,
    parameters: Readonly<Record<string, string>> = {},
    repeatable: Repeatable = 'always',
  ): Promise<Element> => {
    const body = new URLSearchParams({ Action: action, Version: version, ...parameters }).toString()
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(body)
      } catch (error) {
        if (!(error instanceof AwsError) || attempt >= attempts) throw error
        if (corrected(error)) continue
        if (!isWorthAnother(error, repeatable)) throw error
        await sleep(pause(attempt, random()))
      }
    }
  }
  return { ask, serverDate: () => serverDate }
}

/** Doubling from a quarter of a second up to four, spread so that many clients do not come back at once. */
const pause = (attempt: number, spread: number): number => Math.min(250 * 2 ** attempt, 4000) * (0.5 + spread / 2)

// An unsynchronized clock may also be told as a wrong signature.
const mayBeSkewed = ({ code, status }: AwsError): boolean =>
  skewed.test(code) || (code === 'SignatureDoesNotMatch' && status === 403)

const isWorthAnother = ({ code, status, mayHaveHappened }: AwsError, repeatable: Repeatable): boolean => {
  const passing = (status === 0 && !isUntrusted(code)) || status === 429 || status >= 500 || throttled.test(code)
  return passing && (repeatable === 'always' || !mayHaveHappened)
}

const readReply = (reply: Reply, host: string): Element => {
  const root = rootOf(reply, host)
  if (reply.status === 200) return root
  throw refusal(reply, root, host)
}

const rootOf = (reply: Reply, host: string): Element => {
  try {
    return parseXml(reply.text)
  } catch (error) {
    const { status } = reply
    const code = status >= 300 && status < 400 ? 'Redirected' : 'UnreadableReply'
    const why = code === 'Redirected' ? 'it redirects, which is not followed' : 'its reply is no XML of AWS'
    // Where a gateway answers for it, nobody knows how far the request came.
    throw new AwsError(
      `${host}: ${why} (HTTP ${status})`,
      { code, status, mayHaveHappened: status === 200 || status >= 500 },
      error,
    )
  }
}

const codeName = /^[A-Za-z][\w.]{0,99}$/

/** The message of AWS is left out: it may repeat what was sent. */
const refusal = ({ status, requestId: ofHeader }: Reply, root: Element, host: string): AwsError => {
  const written = textAt(root, 'Error', 'Code') ?? textAt(root, 'Errors', 'Error', 'Code') ?? ''
  const code = codeName.test(written) ? written : `HTTP ${status}`
  const requestId = textAt(root, 'RequestId') ?? textAt(root, 'RequestID') ?? ofHeader
  const mayHaveHappened = status >= 500 && !throttled.test(code)
  return new AwsError(`${host}: ${meaningOf(code)}`, {
    code,
    status,
    mayHaveHappened,
    ...(requestId === undefined ? {} : { requestId }),
  })
}

const meanings: Readonly<Record<string, string>> = {
  AccessDenied: 'access denied',
  InvalidClientTokenId: 'the access key is unknown or inactive',
  SignatureDoesNotMatch: 'the signature does not match: the secret key is wrong',
  ExpiredToken: 'the session has expired',
  NoSuchEntity: 'there is no such user or key',
  LimitExceeded: 'the user has as many keys as are allowed',
  LimitExceededException: 'the user has as many keys as are allowed',
}

const meaningOf = (code: string): string => (Object.hasOwn(meanings, code) ? `${meanings[code]} (${code})` : code)
