import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { asking, errorOf } from '../support/aws/ask.ts'
import { awsVariables, type FakeAws, startFakeAws } from '../support/aws/fake-aws.ts'
import type { KeyPair } from '../support/aws/state.ts'

/** Notes what it is asked for, and refuses. */
const startProxy = async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(403).end()
  })
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`)
    socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, asked, close: () => new Promise((done) => server.close(done)) }
}

let proxy: Awaited<ReturnType<typeof startProxy>>
let aws: FakeAws
let pair: KeyPair
beforeEach(async () => {
  proxy = await startProxy()
  aws = await startFakeAws()
  pair = aws.addKey('deploy')
})
afterEach(async () => {
  await aws.close()
  await proxy.close()
})

test.each(['HTTPS_PROXY', 'https_proxy'])(
  '%s is asked for a tunnel, and its refusal means that nothing happened',
  async (name) => {
    const env = { ...awsVariables('', pair), [name]: proxy.url }
    const error = await errorOf(asking(aws, pair, { env }).iam.createAccessKey())
    expect(error).toMatchObject({ name: 'AwsError', status: 0, mayHaveHappened: false })
    expect(error.message).toBe('iam.amazonaws.com: the proxy of HTTPS_PROXY lets nothing through')
    expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT iam.amazonaws.com:443']))
  },
)

test.each(['NO_PROXY', 'no_proxy'])('%s goes before it', async (name) => {
  const url = 'https://127.0.0.1:9'
  const env = { ...awsVariables(url, pair), HTTPS_PROXY: proxy.url, [name]: 'localhost,127.0.0.1' }
  const error = await errorOf(asking(aws, pair, { env, attempts: 1 }).sts.callerIdentity())
  expect(error).toMatchObject({ code: 'ECONNREFUSED' })
  expect(proxy.asked).toEqual([])
})

test('what this machine is asked without TLS goes through no proxy', async () => {
  const env = { ...awsVariables(aws.url(), pair), HTTP_PROXY: proxy.url, http_proxy: proxy.url, HTTPS_PROXY: proxy.url }
  expect((await asking(aws, pair, { env }).sts.callerIdentity()).account).toBe(aws.account())
  expect(proxy.asked).toEqual([])
})

test('a proxy named for plain requests is not used for others', async () => {
  const env = { ...awsVariables('https://127.0.0.1:9', pair), HTTP_PROXY: proxy.url, http_proxy: proxy.url }
  expect(await errorOf(asking(aws, pair, { env, attempts: 1 }).sts.callerIdentity())).toMatchObject({
    code: 'ECONNREFUSED',
  })
  expect(proxy.asked).toEqual([])
})
