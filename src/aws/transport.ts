import type { Dispatcher } from 'undici'
import { AwsError } from './aws-error.ts'

/** What goes out. */
export interface Outgoing {
  readonly url: URL
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
  /** In milliseconds, of the whole exchange. */
  readonly timeout: number
}

/** What comes back. */
export interface Reply {
  readonly status: number
  readonly text: string
  readonly date?: Date
  readonly requestId?: string
}

export type Send = (request: Outgoing) => Promise<Reply>

/** Replies about one user are a few KB; a credential report of a large account stays below this. */
const mostBytes = 16 * 1024 * 1024

/** Failures before a byte was sent: no address, no connection, no tunnel through the proxy, no trust in the other side. */
const neverSent = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ProxyRefused)$/

/** One connection pool that heeds `HTTPS_PROXY` and `NO_PROXY`, in either case. Follows no redirect. */
export const sender = (env: NodeJS.ProcessEnv): Send => {
  let pool: Promise<{ request: typeof import('undici').request; dispatcher: Dispatcher }> | undefined
  return async (outgoing) => {
    pool ??= connect(env)
    const { request, dispatcher } = await pool
    try {
      return await exchange(outgoing, request, dispatcher)
    } catch (error) {
      throw failed(outgoing, error)
    }
  }
}

const connect = async (env: NodeJS.ProcessEnv) => {
  const { EnvHttpProxyAgent, request } = await import('./http.ts')
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: '', // only this machine is asked without TLS, and what it is told goes nowhere else
    httpsProxy: env.https_proxy ?? env.HTTPS_PROXY ?? '',
    noProxy: env.no_proxy ?? env.NO_PROXY ?? '',
    keepAliveTimeout: 1000, // a command that has its answer ends
    connect: { timeout: 5000 },
  })
  return { request, dispatcher }
}

const exchange = async (
  { url, headers, body, timeout }: Outgoing,
  request: typeof import('undici').request,
  dispatcher: Dispatcher,
): Promise<Reply> => {
  const reply = await request(url, {
    method: 'POST',
    headers: Object.fromEntries(headers.filter(([name]) => name.toLowerCase() !== 'host')),
    body,
    dispatcher,
    signal: AbortSignal.timeout(timeout),
  })
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of reply.body as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > mostBytes) throw new Error('the reply is too long')
    pieces.push(piece)
  }
  const date = new Date(String(reply.headers.date ?? ''))
  const requestId = reply.headers['x-amzn-requestid']
  return {
    status: reply.statusCode,
    text: Buffer.concat(pieces).toString('utf8'),
    ...(Number.isNaN(date.getTime()) ? {} : { date }),
    ...(typeof requestId === 'string' ? { requestId } : {}),
  }
}

const failed = ({ url, timeout }: Outgoing, error: unknown): AwsError => {
  const code = codeOf(error)
  const why = code === 'TimeoutError' ? `no reply within ${timeout / 1000} s` : meaningOf(code)
  return new AwsError(
    `${url.host}: ${why}`,
    { code, status: 0, mayHaveHappened: !isUntrusted(code) && !neverSent.test(code) },
    error,
  )
}

const codeOf = (error: unknown): string => {
  const { name, message, code = 'NetworkError' } = error as NodeJS.ErrnoException
  if (name === 'TimeoutError') return name
  return code === 'UND_ERR_ABORTED' && message.endsWith('when HTTP Tunneling') ? 'ProxyRefused' : code
}

const meanings: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host (ENOTFOUND)',
  ECONNREFUSED: 'nothing listens there (ECONNREFUSED)',
  ProxyRefused: 'the proxy of HTTPS_PROXY lets nothing through',
}

/** What no further try changes: nobody vouches for the certificate of the other side. */
export const isUntrusted = (code: string): boolean => /CERT|SIGNATURE/.test(code)

const meaningOf = (code: string): string =>
  isUntrusted(code)
    ? `its certificate is not trusted (${code}); NODE_EXTRA_CA_CERTS can name an authority`
    : (meanings[code] ?? `no reply (${code})`)
