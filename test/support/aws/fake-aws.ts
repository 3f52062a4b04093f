import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { perform, type ReportPlan } from './actions.ts'
import { type Fault, faultOf, replies } from './faults.ts'
import { type Received, type Signer, signerOf } from './signature.ts'
import { AccountState, type KeyPair, type KeyWish, type Lag } from './state.ts'
import { failure, Refusal, type Service, success, type XmlReply } from './xml.ts'

export interface FakeAwsOptions {
  /** Of the server: how far its clock is ahead of ours, in milliseconds. */
  readonly skew?: number
  /** What a wrong clock is called. */
  readonly skewCode?: 'SignatureDoesNotMatch' | 'RequestExpired' | 'RequestTimeTooSkewed'
  readonly pageSize?: number
  readonly account?: string
  /** PEM texts; it speaks TLS with them. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** A request that came, without anything secret. */
export interface Seen {
  readonly service: Service | undefined
  readonly action: string
  readonly parameters: Readonly<Record<string, string>>
  readonly accessKeyId: string | undefined
  /** 0 where no reply was sent. */
  readonly status: number
}

export interface KeyView {
  readonly id: string
  readonly status: 'Active' | 'Inactive'
}

/** IAM and STS of one account on a loopback port. Every order takes and gives plain data, so that it can come from another process. */
export class FakeAws {
  readonly #server: Server
  readonly #state: AccountState
  readonly #options: FakeAwsOptions
  readonly #report: ReportPlan = { states: [], errors: [] }
  readonly #denied = new Set<string>()
  readonly #callsOf = new Map<string, number>()
  readonly #seen: Seen[] = []
  #faults: Fault[] = []
  #now: () => number = Date.now
  #url = ''

  constructor(options: FakeAwsOptions = {}) {
    this.#options = options
    this.#state = new AccountState(() => this.#now(), options.account)
    const serve = (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response)
    this.#server = options.tls === undefined ? createServer(serve) : createTlsServer(options.tls, serve)
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    const { port } = this.#server.address() as AddressInfo
    this.#url = `${this.#options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
    return this.#url
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((done) => this.#server.close(() => done()))
  }

  url(): string {
    return this.#url
  }

  account(): string {
    return this.#state.account
  }

  /** Stops the clock at a moment, ISO 8601. */
  setClock(at: string): void {
    this.#now = () => Date.parse(at)
  }

  addKey(user: string, wish?: KeyWish): KeyPair {
    return this.#state.addKey(user, wish)
  }

  addSession(user: string, ends: string): KeyPair {
    return this.#state.addSession(user, ends)
  }

  addBedrock(user: string, dates: { readonly created: string; readonly expires?: string }): string {
    return this.#state.addBedrock(user, dates)
  }

  keysOf(user: string): readonly KeyView[] {
    return this.#state.longTerm(user).map(({ id, status }) => ({ id, status }))
  }

  /** The secret of a key, for a test that looks for it where it must not be. */
  secretOf(id: string): string | undefined {
    return this.#state.keys.find((key) => key.id === id)?.secret
  }

  setLag(lag: Lag): void {
    this.#state.lag = lag
  }

  /** Replaces the faults that are planned, and counts calls anew. */
  planFaults(faults: readonly Fault[]): void {
    this.#faults = [...faults]
    this.#callsOf.clear()
  }

  /** `*` for all of them; GetCallerIdentity cannot be denied. */
  deny(...actions: readonly string[]): void {
    for (const action of actions) this.#denied.add(action)
  }

  planReport(plan: Partial<ReportPlan>): void {
    Object.assign(this.#report, plan)
  }

  seen(): readonly Seen[] {
    return [...this.#seen]
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await receive(message)
    const parameters = new Map(new URLSearchParams(request.body))
    const action = parameters.get('Action') ?? ''
    this.#state.calls += 1
    const fault = faultOf(this.#faults, action, this.#count('*'), this.#count(action))
    const { reply, signer } =
      fault?.when === 'before' ? { reply: undefined, signer: undefined } : this.#answer(request, parameters)
    const status = this.#send(response, fault, reply)
    this.#seen.push({
      service: signer?.service,
      action,
      parameters: Object.fromEntries(parameters),
      accessKeyId: /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1],
      status,
    })
  }

  #count(what: string): number {
    const count = (this.#callsOf.get(what) ?? 0) + 1
    this.#callsOf.set(what, count)
    return count
  }

  #answer(request: Received, parameters: ReadonlyMap<string, string>): { reply: XmlReply; signer?: Signer } {
    const { skewCode = 'SignatureDoesNotMatch', pageSize = 100 } = this.#options
    const action = parameters.get('Action') ?? ''
    let signer: Signer | undefined
    try {
      if (request.method !== 'POST') throw new Refusal('InvalidAction', 400, 'Only POST is taken here')
      signer = signerOf(request, this.#state, this.#serverNow(), skewCode)
      this.#requireAllowed(action, signer)
      const result = perform({ parameters, signer, state: this.#state, report: this.#report, pageSize })
      return { reply: success(signer.service, action, result), signer }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { reply: failure(signer?.service ?? 'sts', error), ...(signer === undefined ? {} : { signer }) }
    }
  }

  #requireAllowed(action: string, { key, service }: Signer): void {
    if (action === 'GetCallerIdentity' || !(this.#denied.has(action) || this.#denied.has('*'))) return
    const who = this.#state.arnOf(key.user)
    throw new Refusal(
      'AccessDenied',
      403,
      `User: ${who} is not authorized to perform: ${service}:${action} on resource: user ${key.user} because no identity-based policy allows the ${service}:${action} action`,
    )
  }

  #serverNow(): number {
    return this.#now() + (this.#options.skew ?? 0)
  }

  #send(response: ServerResponse, fault: Fault | undefined, reply: XmlReply | undefined): number {
    if (fault?.how === 'hang') return 0
    if (fault?.how === 'cut') {
      response.destroy()
      return 0
    }
    const sent = fault === undefined || fault.how === 'half' ? reply : replies[fault.how]
    const { status, body, headers = {} } = { status: 200, body: '<a>', headers: {}, ...sent }
    response.sendDate = false
    response.writeHead(status, {
      'content-type': 'text/xml',
      date: new Date(this.#serverNow()).toUTCString(),
      'content-length': Buffer.byteLength(body),
      ...headers,
    })
    if (fault?.how === 'half') {
      response.write(body.slice(0, body.length / 2), () => response.destroy())
      return 0
    }
    response.end(body)
    return status
  }
}

const receive = async (message: IncomingMessage): Promise<Received> => {
  const pieces: Buffer[] = []
  for await (const piece of message) pieces.push(piece)
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]))
  return {
    method: message.method ?? '',
    target: message.url ?? '',
    headers,
    body: Buffer.concat(pieces).toString('utf8'),
  }
}

/** A fake account that listens. */
export const startFakeAws = async (options?: FakeAwsOptions): Promise<FakeAws> => {
  const aws = new FakeAws(options)
  await aws.start()
  return aws
}

/** The variables under which the AWS tools ask a fake with a key pair. */
export const awsVariables = (url: string, { id, secret, token }: KeyPair): NodeJS.ProcessEnv => ({
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: id,
  AWS_SECRET_ACCESS_KEY: secret,
  ...(token === undefined ? {} : { AWS_SESSION_TOKEN: token }),
})
