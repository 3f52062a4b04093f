import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { authorization } from '../../src/aws/sigv4.ts'
import { Secret } from '../../src/model/secret.ts'
import { expandMould } from '../../src/rules/moulds.ts'

export interface CloudKey {
  readonly id: string
  readonly secret: string
  readonly user: string
  status: 'Active' | 'Inactive'
  readonly createDate: Date
  lastUsed?: Date
  service?: string
}

/** One call, in the order in which they come. */
export interface Call {
  readonly number: number
  readonly action: string
  /** Whether it has had its effect. */
  readonly done: boolean
}

/** What comes instead of the answer: nothing, an error of AWS, or a status without one. */
export type Fault = 'drop' | { readonly code: string; readonly status: number }

/** IAM and STS on this machine, for one account: they keep state, and check signatures. */
export interface RotateCloud {
  readonly env: NodeJS.ProcessEnv
  readonly keys: CloudKey[]
  /** Every secret that ever was. */
  readonly secrets: string[]
  readonly calls: string[]
  /** Asked before and after the effect of each call. */
  hook: (call: Call) => Promise<Fault | undefined> | Fault | undefined
  /** STS does not know a key for so many questions. */
  unknownFor: number
  /** How far its clock is ahead of ours. */
  aheadMs: number
  makeKey(user: string, createDate?: Date): CloudKey
  close(): Promise<void>
}

const account = '123456789012'
let seed = Number.parseInt(randomBytes(3).toString('hex'), 16)

export const startRotateCloud = async (): Promise<RotateCloud> => {
  const server = createServer((request, response) => {
    serve(cloud, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const cloud: RotateCloud = {
    env: { AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    keys: [],
    secrets: [],
    calls: [],
    hook: () => undefined,
    unknownFor: 0,
    aheadMs: 0,
    makeKey: (user, createDate = new Date(Math.floor((Date.now() + cloud.aheadMs) / 1000) * 1000)) => {
      const key: CloudKey = {
        id: expandMould('AKIA${base32:16}', ++seed),
        secret: expandMould('${base64:40}', ++seed),
        user,
        status: 'Active',
        createDate,
      }
      cloud.keys.push(key)
      cloud.secrets.push(key.secret)
      return key
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
  return cloud
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

const questions = new WeakMap<CloudKey, number>()

/** Whose signature it is; a code of AWS where it is nobody's. */
const signer = (cloud: RotateCloud, request: IncomingMessage, body: string): CloudKey | string => {
  const { authorization: given = '', ...headers } = request.headers
  const [, id = '', region = '', service = '', names = ''] =
    /Credential=([A-Z0-9]+)\/\d+\/([\w-]+)\/(\w+)\/aws4_request, SignedHeaders=([\w;-]+),/.exec(given) ?? []
  const key = cloud.keys.find((each) => each.id === id)
  if (key === undefined || key.status === 'Inactive') return 'InvalidClientTokenId'
  const date = String(headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)(..)Z$/, '$1-$2-$3:$4:$5Z')
  const expected = authorization(
    {
      method: 'POST',
      path: '/',
      query: [],
      headers: names.split(';').map((name) => [name, String(headers[name])] as const),
      body,
    },
    { accessKeyId: key.id, secretAccessKey: new Secret(key.secret) },
    { service, region, now: new Date(date) },
  )
  if (expected !== given) return 'SignatureDoesNotMatch'
  if (service === 'sts') {
    const asked = (questions.get(key) ?? 0) + 1
    questions.set(key, asked)
    if (asked <= cloud.unknownFor && key !== cloud.keys[0]) return 'InvalidClientTokenId'
  }
  key.lastUsed = new Date()
  key.service = service
  return key
}

const serve = async (cloud: RotateCloud, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await bodyOf(request)
  const parameters = new URLSearchParams(body)
  const action = parameters.get('Action') ?? ''
  const number = cloud.calls.push(action)
  const before = await cloud.hook({ number, action, done: false })
  if (before !== undefined) return fail(before, response)
  const who = signer(cloud, request, body)
  const answer = typeof who === 'string' ? refused(who, 403) : answerOf(cloud, action, parameters, who)
  const after = await cloud.hook({ number, action, done: true })
  if (after !== undefined) return fail(after, response)
  response.writeHead(typeof answer === 'string' ? 200 : answer.status, {
    'content-type': 'text/xml',
    date: new Date(Date.now() + cloud.aheadMs).toUTCString(),
  })
  response.end(typeof answer === 'string' ? answer : errorXml(answer))
}

const refused = (code: string, status: number) => ({ code, status })

const fail = (fault: Fault, response: ServerResponse): void => {
  if (fault === 'drop') {
    response.destroy()
    return
  }
  response.writeHead(fault.status, { 'content-type': 'text/xml' })
  response.end(errorXml(fault))
}

const errorXml = ({ code }: { code: string }): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`

const xml = (action: string, result: string): string =>
  `<${action}Response><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`

const iso = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`

const answerOf = (cloud: RotateCloud, action: string, parameters: URLSearchParams, who: CloudKey) => {
  const user = parameters.get('UserName') ?? who.user
  const key = cloud.keys.find(({ id }) => id === parameters.get('AccessKeyId'))
  const own = cloud.keys.filter((each) => each.user === user)
  switch (action) {
    case 'GetCallerIdentity':
      return xml(
        action,
        `<Arn>arn:aws:iam::${account}:${who.user === 'root' ? 'root' : `user/team/${who.user}`}</Arn><UserId>AIDA</UserId><Account>${account}</Account>`,
      )
    case 'ListAccessKeys':
      return xml(
        action,
        `<UserName>${user}</UserName><AccessKeyMetadata>${own.map((each) => `<member><UserName>${user}</UserName><AccessKeyId>${each.id}</AccessKeyId><Status>${each.status}</Status><CreateDate>${iso(each.createDate)}</CreateDate></member>`).join('')}</AccessKeyMetadata><IsTruncated>false</IsTruncated>`,
      )
    case 'GetAccessKeyLastUsed':
      if (key === undefined) return refused('AccessDenied', 403)
      return xml(
        action,
        `<UserName>${key.user}</UserName><AccessKeyLastUsed>${key.lastUsed === undefined ? '' : `<LastUsedDate>${iso(key.lastUsed)}</LastUsedDate>`}<ServiceName>${key.service ?? 'N/A'}</ServiceName><Region>${key.service === undefined ? 'N/A' : 'us-east-1'}</Region></AccessKeyLastUsed>`,
      )
    case 'CreateAccessKey': {
      if (own.length >= 2) return refused('LimitExceeded', 409)
      const made = cloud.makeKey(user)
      return xml(
        action,
        `<AccessKey><UserName>${user}</UserName><AccessKeyId>${made.id}</AccessKeyId><Status>Active</Status><SecretAccessKey>${made.secret}</SecretAccessKey><CreateDate>${iso(made.createDate)}</CreateDate></AccessKey>`,
      )
    }
    case 'UpdateAccessKey':
      if (key === undefined) return refused('NoSuchEntity', 404)
      key.status = parameters.get('Status') === 'Active' ? 'Active' : 'Inactive'
      return `<${action}Response><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`
    case 'DeleteAccessKey':
      if (key === undefined) return refused('NoSuchEntity', 404)
      cloud.keys.splice(cloud.keys.indexOf(key), 1)
      return `<${action}Response><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`
    default:
      return refused('InvalidAction', 400)
  }
}
