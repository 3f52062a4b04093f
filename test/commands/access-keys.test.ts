import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askedKeys } from '../../src/commands/access-keys.ts'
import { type RotationInput, rotationCommand } from '../../src/commands/rotation.ts'
import { UserError } from '../../src/model/errors.ts'
import { Secret } from '../../src/model/secret.ts'
import { enc, sopsYaml } from '../checks/rotation/encrypted-text.ts'
import { awsVariables, type FakeAws, startFakeAws } from '../support/aws/fake-aws.ts'
import type { KeyPair } from '../support/aws/state.ts'

let aws: FakeAws
beforeEach(async () => {
  aws = await startFakeAws()
})
afterEach(() => aws.close())

const asked = (pair: KeyPair, users: readonly string[] = [], ids: readonly string[] = []) =>
  askedKeys(
    { env: awsVariables(aws.url(), pair), now: () => new Date() },
    { users, ids: ids.map((id) => new Secret(id)) },
  )

describe('whose keys IAM is asked for', () => {
  test('those of the user that asks', async () => {
    const own = aws.addKey('deploy', { created: '2026-01-02T03:04:05Z' })
    aws.addKey('other')
    const { keys, unread } = await asked(own)
    expect(keys).toEqual([
      {
        userName: 'deploy',
        accessKeyId: own.id,
        status: 'Active',
        createDate: new Date('2026-01-02T03:04:05Z'),
        lastUsed: 'never',
        source: 'iam',
      },
    ])
    expect(unread).toEqual([])
  })

  test('those of the users to whom the ids in the files belong, each once', async () => {
    const own = aws.addKey('auditor')
    const [first, second] = [aws.addKey('deploy'), aws.addKey('deploy')]
    const { keys } = await asked(own, [], [first.id, second.id, own.id])
    expect(keys.map(({ accessKeyId }) => accessKeyId)).toEqual([own.id, first.id, second.id])
  })

  test('an id of a deleted key is said to be', async () => {
    const own = aws.addKey('auditor')
    const stranger = await startFakeAws()
    const { unread } = await asked(own, [], [stranger.addKey('x').id])
    expect(unread[0]?.why).toContain('no such user or key')
    await stranger.close()
  })

  test('those named, and nobody else', async () => {
    const own = aws.addKey('auditor')
    const { id } = aws.addKey('deploy', {
      lastUsed: { at: '2026-05-06T07:00:00Z', service: 's3', region: 'eu-west-1' },
    })
    const { keys } = await asked(own, ['deploy'])
    expect(keys).toMatchObject([{ accessKeyId: id, lastUsed: new Date('2026-05-06T07:00:00Z') }])
  })

  test('an id is asked for once, one of a session not at all, and of very many not all', async () => {
    const own = aws.addKey('auditor')
    const session = aws.addSession('x', '2100-01-01T00:00:00Z')
    await asked(own, [], [own.id, own.id, session.id])
    const asks = () => aws.seen().filter(({ action }) => action === 'GetAccessKeyLastUsed').length
    expect(asks()).toBe(2) // the id's user, and the last use of the listed key
    const many = Array.from({ length: 30 }, (_, index) => aws.addKey(`user-${index}`).id)
    const { unread } = await asked(own, [], many)
    expect(unread).toMatchObject([{ what: 'users of 10 further ids' }])
  })

  test('API keys of Bedrock are listed beside the access keys of a user', async () => {
    const own = aws.addKey('deploy')
    aws.addBedrock('deploy', { created: '2026-01-01T00:00:00Z' })
    aws.addBedrock('deploy', { created: '2025-01-01T00:00:00Z', expires: '2025-02-01T00:00:00Z' })
    expect((await asked(own)).keys.slice(1)).toEqual([
      { userName: 'deploy (Bedrock)', status: 'Active', createDate: new Date('2026-01-01T00:00:00Z'), source: 'iam' },
      { userName: 'deploy (Bedrock)', status: 'Inactive', createDate: new Date('2025-01-01T00:00:00Z'), source: 'iam' },
    ])
  })

  test("root's own", async () => {
    const own = aws.addKey('<root_account>')
    expect((await asked(own)).keys).toMatchObject([{ accessKeyId: own.id, root: true }])
  })

  test('nobody, where a role asks and names none', async () => {
    const session = aws.addSession('deploy', '2100-01-01T00:00:00Z')
    await expect(asked(session)).rejects.toThrow(UserError)
    expect((await asked(session, ['deploy'])).keys).toEqual([])
  })
})

describe('what IAM does not want to say', () => {
  test('is unknown, and says which permission is missing', async () => {
    aws.deny('ListAccessKeys', 'GetAccessKeyLastUsed', 'ListServiceSpecificCredentials')
    const own = aws.addKey('deploy')
    const { keys, unread } = await asked(own, [], [own.id])
    expect(keys).toEqual([])
    expect(unread.map(({ why }) => why.split(': ').at(-1))).toEqual([
      'iam:GetAccessKeyLastUsed',
      'iam:ListAccessKeys',
      'iam:ListServiceSpecificCredentials',
    ])
    for (const { why } of unread) expect(why).toContain('AccessDenied')
  })

  test('the last use alone leaves the age known', async () => {
    aws.deny('GetAccessKeyLastUsed')
    const { keys, unread } = await asked(aws.addKey('deploy'))
    expect(keys[0]).not.toHaveProperty('lastUsed')
    expect(unread).toEqual([])
  })

  test('any other failure is an error', async () => {
    const own = aws.addKey('deploy')
    await expect(asked({ ...own, secret: 'wrong' })).rejects.toThrow(/secret key is wrong/)
    await expect(asked(own, ['nobody'])).rejects.toThrow(/no such user/)
    await expect(
      askedKeys({ env: { HOME: '/nowhere' }, now: () => new Date() }, { users: [], ids: [] }),
    ).rejects.toThrow('--iam: there are no AWS credentials')
  })
})

describe('leaktight rotation --iam', () => {
  const now = new Date()
  const ago = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString()
  const inputOf = (pair: KeyPair, text: string, more: Partial<RotationInput> = {}): RotationInput => ({
    files: [],
    cwd: '/r',
    format: 'json',
    color: false,
    now: () => now,
    policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14 },
    disk: {
      root: '/r',
      list: async () => ['secrets/aws.yaml'],
      look: async () => ({ kind: 'content', bytes: Buffer.from(text) }),
    },
    history: { firstAppearance: async () => new Map() },
    askIam: (ids) => askedKeys({ env: awsVariables(aws.url(), pair), now: () => now }, { users: [], ids }),
    ...more,
  })
  const readable = (id: string): string =>
    sopsYaml([`aws_access_key_id_unencrypted: ${id}`, `aws_secret_access_key: ${enc('secret')}`], ago(1))

  test('a key that IAM made lately is ok, an old one overdue, by the same file', async () => {
    for (const [days, verdict] of [
      [30, 'ok'],
      [91, 'overdue'],
    ] as const) {
      const pair = aws.addKey(`user-${days}`, { created: ago(days) })
      const { text } = await rotationCommand(inputOf(pair, readable(pair.id)))
      const rows = JSON.parse(text).credentials as { name: string; verdict: string; evidence: string; bound: string }[]
      const row = rows.find(({ name }) => name === 'aws_secret_access_key')
      expect(row).toMatchObject({ verdict, evidence: 'iam', bound: 'exact' })
    }
  })

  test('where IAM refuses, the age stays unknown and nothing passes', async () => {
    aws.deny('*')
    const pair = aws.addKey('deploy', { created: ago(30) })
    const { text, exitCode } = await rotationCommand(inputOf(pair, readable(pair.id)))
    const rows = JSON.parse(text).credentials as { name: string; verdict: string; note?: string }[]
    expect(rows.map(({ verdict }) => verdict)).not.toContain('ok')
    expect(rows.find(({ name }) => name === 'access keys of deploy')).toMatchObject({ verdict: 'unknown' })
    expect(exitCode).toBe(0)
  })

  test('a clock far behind that of AWS makes no key young', async () => {
    const pair = aws.addKey('deploy', { created: ago(100) })
    const wrong = new Date(now.getTime() - 50 * 86_400_000)
    const input = inputOf(pair, readable(pair.id), {
      now: () => wrong,
      askIam: (ids) => askedKeys({ env: awsVariables(aws.url(), pair), now: () => wrong }, { users: [], ids }),
    })
    expect((await rotationCommand(input)).exitCode).toBe(1)
  })

  test('IAM is asked for nothing unless it is wanted', async () => {
    const pair = aws.addKey('deploy')
    const { askIam: _, ...input } = inputOf(pair, readable(pair.id))
    await rotationCommand(input)
    expect(aws.seen()).toEqual([])
  })
})
