import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { asking, errorOf } from '../support/aws/ask.ts'
import { type FakeAws, startFakeAws } from '../support/aws/fake-aws.ts'
import { makeSecret } from '../support/aws/identifiers.ts'

let aws: FakeAws
beforeEach(async () => {
  aws = await startFakeAws()
})
afterEach(() => aws.close())

describe('whose credentials are', () => {
  test('account, ARN and id of the user are told', async () => {
    const { sts } = asking(aws, aws.addKey('deploy'))
    const identity = await sts.callerIdentity()
    expect(identity).toMatchObject({
      account: aws.account(),
      arn: `arn:aws:iam::${aws.account()}:user/deploy`,
    })
    expect(identity.userId).toMatch(/^AIDA/)
  })

  test('a session shows its token', async () => {
    const session = aws.addSession('deploy', '2100-01-01T00:00:00Z')
    expect((await asking(aws, session).sts.callerIdentity()).account).toBe(aws.account())
    const { token: _, ...bare } = session
    expect(await errorOf(asking(aws, bare).sts.callerIdentity())).toMatchObject({ code: 'InvalidClientTokenId' })
  })

  test('a session that is over is refused', async () => {
    const session = aws.addSession('deploy', '2020-01-01T00:00:00Z')
    expect(await errorOf(asking(aws, session).sts.callerIdentity())).toMatchObject({ code: 'ExpiredToken' })
  })

  test('a wrong secret, an unknown key and an inactive one are refused as AWS refuses them, once', async () => {
    const pair = aws.addKey('deploy')
    const inactive = aws.addKey('deploy', { status: 'Inactive' })
    const other = await startFakeAws()
    const refused = async (tried: typeof pair) => errorOf(asking(aws, tried).sts.callerIdentity())
    const status = 403
    expect(await refused({ ...pair, secret: makeSecret() })).toMatchObject({ code: 'SignatureDoesNotMatch', status })
    expect(await refused(inactive)).toMatchObject({ code: 'InvalidClientTokenId', status, mayHaveHappened: false })
    expect(await refused(other.addKey('stranger'))).toMatchObject({ code: 'InvalidClientTokenId', status })
    expect(aws.seen()).toHaveLength(3)
    await other.close()
  })
})

describe('the keys of a user', () => {
  test('are listed with status and the second of their creation', async () => {
    const first = aws.addKey('deploy', { created: '2026-01-02T03:04:05Z' })
    const second = aws.addKey('deploy', { created: '2026-02-03T04:05:06Z', status: 'Inactive' })
    const { iam } = asking(aws, first)
    const expected = [
      { userName: 'deploy', accessKeyId: first.id, status: 'Active', createDate: new Date('2026-01-02T03:04:05Z') },
      { userName: 'deploy', accessKeyId: second.id, status: 'Inactive', createDate: new Date('2026-02-03T04:05:06Z') },
    ]
    expect(await iam.listAccessKeys()).toEqual(expected)
    expect(await iam.listAccessKeys('deploy')).toEqual(expected)
  })

  test('are listed through all pages', async () => {
    const paged = await startFakeAws({ pageSize: 1 })
    const [first, second] = [paged.addKey('deploy'), paged.addKey('deploy')]
    const keys = await asking(paged, first).iam.listAccessKeys('deploy')
    expect(keys.map(({ accessKeyId }) => accessKeyId)).toEqual([first.id, second.id])
    expect(paged.seen().map(({ parameters }) => parameters.Marker)).toEqual([undefined, 'page-1'])
    await paged.close()
  })

  test('a name that must be encoded comes through', async () => {
    const pair = aws.addKey('team+ci=deploy,one@example.com')
    expect(await asking(aws, pair).iam.listAccessKeys('team+ci=deploy,one@example.com')).toHaveLength(1)
  })

  test('a key is created, works, is deactivated, and deleted', async () => {
    const old = aws.addKey('deploy')
    const { iam } = asking(aws, old)
    const made = await iam.createAccessKey('deploy')
    const pair = { id: made.accessKeyId, secret: made.secretAccessKey.read((secret) => secret) }
    expect((await asking(aws, pair).sts.callerIdentity()).arn).toMatch(/:user\/deploy$/)
    await iam.updateAccessKey(made.accessKeyId, 'Inactive', 'deploy')
    expect(await errorOf(asking(aws, pair).sts.callerIdentity())).toMatchObject({ code: 'InvalidClientTokenId' })
    await iam.updateAccessKey(made.accessKeyId, 'Active', 'deploy')
    expect(aws.keysOf('deploy')).toEqual([
      { id: old.id, status: 'Active' },
      { id: made.accessKeyId, status: 'Active' },
    ])
    await iam.deleteAccessKey(made.accessKeyId, 'deploy')
    expect(aws.keysOf('deploy')).toEqual([{ id: old.id, status: 'Active' }])
    expect(await errorOf(iam.deleteAccessKey(made.accessKeyId, 'deploy'))).toMatchObject({
      code: 'NoSuchEntity',
      status: 404,
      mayHaveHappened: false,
    })
  })

  test('a third key is refused', async () => {
    const pair = aws.addKey('deploy')
    aws.addKey('deploy')
    expect(await errorOf(asking(aws, pair).iam.createAccessKey('deploy'))).toMatchObject({
      code: 'LimitExceeded',
      status: 409,
      mayHaveHappened: false,
    })
  })

  test('a new key is unknown to STS for some calls', async () => {
    aws.setLag({ calls: 2 })
    const { iam } = asking(aws, aws.addKey('deploy'))
    const made = await iam.createAccessKey('deploy')
    const pair = { id: made.accessKeyId, secret: made.secretAccessKey.read((secret) => secret) }
    const { sts } = asking(aws, pair)
    for (let call = 0; call < 2; call++)
      expect(await errorOf(sts.callerIdentity())).toMatchObject({ code: 'InvalidClientTokenId' })
    expect((await sts.callerIdentity()).account).toBe(aws.account())
  })

  test('last use is told, and that there was none', async () => {
    const used = aws.addKey('deploy', { lastUsed: { at: '2026-05-06T07:00:00Z', service: 's3', region: 'eu-west-1' } })
    const fresh = aws.addKey('deploy')
    const { iam } = asking(aws, used)
    expect(await iam.lastUsed(used.id)).toEqual({
      userName: 'deploy',
      date: new Date('2026-05-06T07:00:00Z'),
      service: 's3',
      region: 'eu-west-1',
    })
    expect(await iam.lastUsed(fresh.id)).toEqual({ userName: 'deploy' })
  })

  test("Bedrock's own keys are listed", async () => {
    const pair = aws.addKey('deploy')
    const id = aws.addBedrock('deploy', { created: '2026-01-01T00:00:00Z', expires: '2026-06-30T00:00:00Z' })
    aws.addBedrock('deploy', { created: '2026-02-01T00:00:00Z' })
    const found = await asking(aws, pair).iam.bedrockCredentials('deploy')
    expect(found[0]).toEqual({
      userName: 'deploy',
      id,
      status: 'Expired',
      createDate: new Date('2026-01-01T00:00:00Z'),
      expirationDate: new Date('2026-06-30T00:00:00Z'),
    })
    expect(found[1]).toMatchObject({ status: 'Active' })
    expect(found[1]).not.toHaveProperty('expirationDate')
  })

  test('what is denied is said to be, without the words of AWS', async () => {
    aws.deny('ListAccessKeys')
    const error = await errorOf(asking(aws, aws.addKey('deploy')).iam.listAccessKeys())
    expect(error).toMatchObject({ code: 'AccessDenied', status: 403, mayHaveHappened: false })
    expect(error.message).not.toContain('deploy')
  })
})

describe('the credential report', () => {
  test('is asked for, waited for and fetched', async () => {
    const pair = aws.addKey('deploy', { created: '2026-01-02T03:04:05Z' })
    aws.planReport({ states: ['STARTED', 'INPROGRESS', 'INPROGRESS'] })
    const { iam, waited } = asking(aws, pair)
    const csv = await iam.credentialReport()
    expect(csv.split('\n').map((row) => row.split(',')[0])).toEqual(['user', '<root_account>', 'deploy'])
    expect(csv).toContain('2026-01-02T03:04:05+00:00')
    expect(waited).toHaveLength(3)
  })

  test.each(['ReportNotPresent', 'ReportExpired', 'ReportInProgress'])(
    '%s means that it is asked for again',
    async (code) => {
      aws.planReport({ errors: [code] })
      expect(await asking(aws, aws.addKey('deploy')).iam.credentialReport()).toMatch(/^user,arn,/)
    },
  )

  test('one that is never made is given up', async () => {
    aws.planReport({ states: Array.from({ length: 1000 }, () => 'INPROGRESS') })
    expect(await errorOf(asking(aws, aws.addKey('deploy')).iam.credentialReport())).toMatchObject({
      code: 'ReportInProgress',
    })
    expect(aws.seen().length).toBeLessThan(100)
  })
})
