import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { awsVariables, type FakeAws, startFakeAws } from '../support/aws/fake-aws.ts'
import type { KeyPair } from '../support/aws/state.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'

const hasOpenssl = (() => {
  try {
    return execFileSync('openssl', ['version']).length > 0
  } catch {
    return false
  }
})()

/** Takes every tunnel to one port of this machine. */
const startProxy = async (port: number) => {
  const asked: string[] = []
  const sockets: Socket[] = []
  const server = createServer((_, response) => response.writeHead(400).end())
  server.on('connect', (request, client: Socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim())
    const upstream = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'))
    sockets.push(client, upstream)
    client.pipe(upstream).pipe(client)
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const close = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close }
}

describe.skipIf(!hasOpenssl)('over TLS (needs openssl for a certificate)', () => {
  let folder: string
  let repository: TestRepository
  let aws: FakeAws
  let proxy: Awaited<ReturnType<typeof startProxy>>
  let pair: KeyPair
  const at = (name: string): string => join(folder, name)
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leaktight-tls-'))
    repository = newRepository()
    const name = ['-subj', '/CN=iam.leaktight.example', '-addext', 'subjectAltName=DNS:iam.leaktight.example']
    const made = [
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      at('key.pem'),
      '-out',
      at('cert.pem'),
    ]
    execFileSync('openssl', ['req', ...made, ...name], { stdio: 'ignore' })
    const [key, cert] = ['key.pem', 'cert.pem'].map((file) => readFileSync(at(file), 'utf8'))
    aws = await startFakeAws({ tls: { key: key ?? '', cert: cert ?? '' } })
    proxy = await startProxy(Number(new URL(aws.url()).port))
    pair = aws.addKey('deploy')
  })
  afterEach(async () => {
    proxy.close()
    await aws.close()
    repository.remove()
    rmSync(folder, { recursive: true })
  })

  const rotation = (more: NodeJS.ProcessEnv) =>
    repository.leaktight(['rotation', '--iam', '--format', 'json'], {
      env: { ...awsVariables('https://iam.leaktight.example', pair), ...more },
    })

  it('the proxy makes a tunnel to a name that only it knows, and sees nothing else', async () => {
    const env = { HTTPS_PROXY: `http://user:word@${proxy.host}`, NODE_EXTRA_CA_CERTS: at('cert.pem') }
    const { stdout, stderr } = await rotation(env)
    expect(stderr).toBe('')
    expect(JSON.parse(stdout).credentials).toMatchObject([{ path: 'IAM', verdict: 'ok' }])
    expect(new Set(proxy.asked)).toEqual(
      new Set([`iam.leaktight.example:443 Basic ${Buffer.from('user:word').toString('base64')}`]),
    )
  })

  it('a certificate that nobody vouches for ends it before anything is sent', async () => {
    const { code, stderr } = await rotation({ HTTPS_PROXY: `http://${proxy.host}` })
    expect([code, stderr]).toEqual([2, expect.stringMatching(/its certificate is not trusted .*SELF_SIGNED_CERT/)])
    expect(aws.seen()).toEqual([])
  })
})
