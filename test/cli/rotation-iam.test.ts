import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { enc, sopsYaml } from '../checks/rotation/encrypted-text.ts'
import { awsVariables, type FakeAws, startFakeAws } from '../support/aws/fake-aws.ts'
import type { KeyPair } from '../support/aws/state.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'

let repository: TestRepository
let aws: FakeAws
beforeEach(async () => {
  repository = newRepository()
  aws = await startFakeAws()
})
afterEach(async () => {
  repository.remove()
  await aws.close()
})

const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()

const keep = (id: string): void => {
  repository.stage(
    'secrets/aws.yaml',
    sopsYaml([`id_unencrypted: ${id}`, `aws_secret_access_key: ${enc('secret')}`], ago(1)),
  )
  repository.commit('first')
}

interface Row {
  readonly name: string
  readonly path: string
  readonly verdict: string
  readonly note?: string
}

const rotation = async (pair: KeyPair | undefined, ...args: string[]) => {
  const env = pair === undefined ? {} : awsVariables(aws.url(), pair)
  const { code, stdout, stderr } = await repository.command(['rotation', '--format', 'json', ...args], { env })
  const rows: readonly Row[] = stdout === '' ? [] : JSON.parse(stdout).credentials
  return { code, stderr, stdout, rows, keys: rows.filter(({ path }) => path !== 'secrets/aws.yaml') }
}

describe('leaktight rotation --iam', () => {
  it('dates the keys of whoever asks and of the ids in files', async () => {
    const own = aws.addKey('auditor', { created: ago(10) })
    const old = aws.addKey('deploy', { created: ago(91) })
    keep(old.id)
    const { code, keys, stdout } = await rotation(own, '--iam')
    expect(code).toBe(1)
    expect(keys.map(({ name, verdict }) => [name.split(' ')[0], verdict])).toEqual([
      ['auditor', 'ok'],
      ['deploy', 'overdue'],
    ])
    for (const { id, secret } of [own, old])
      expect([stdout.includes(id), stdout.includes(secret)]).toEqual([false, false])
  })

  it('of named users, and takes files behind them', async () => {
    const own = aws.addKey('auditor')
    aws.addKey('one')
    aws.addKey('two')
    keep('x')
    const { keys } = await rotation(own, '--iam', '--iam-user', 'one', '--iam-user', 'two', 'secrets/aws.yaml')
    expect(keys.map(({ name }) => name.split(' ')[0])).toEqual(['one', 'two'])
  })

  it('what is denied is unknown, and says what is missing', async () => {
    const own = aws.addKey('auditor')
    aws.deny('ListAccessKeys')
    keep('x')
    const { code, keys } = await rotation(own, '--iam')
    expect(keys).toMatchObject([
      {
        name: 'access keys of auditor',
        verdict: 'unknown',
        note: expect.stringMatching(/AccessDenied.*iam:ListAccessKeys/),
      },
    ])
    expect(code).toBe(0)
  })

  it('without credentials, with wrong ones or without an answer it cannot check', async () => {
    const own = aws.addKey('auditor')
    keep('x')
    expect(await rotation(undefined, '--iam')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no AWS credentials'),
    })
    expect(await rotation({ ...own, secret: 'wrong' }, '--iam')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('SignatureDoesNotMatch'),
    })
    await aws.close()
    expect(await rotation(own, '--iam')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nothing listens there'),
    })
    aws = await startFakeAws()
  })

  it('--iam-user alone is a mistake', async () => {
    keep('x')
    expect(await rotation(undefined, '--iam-user', 'one')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--iam'),
    })
  })
})

describe('leaktight rotation --credential-report', () => {
  const report = (): string => {
    const head = [1, 2].flatMap((slot) =>
      ['active', 'last_rotated', 'last_used_date'].map((name) => `access_key_${slot}_${name}`),
    )
    const row = (user: string, ...first: string[]) =>
      `${user},arn:aws:iam::111122223333:${user === '<root_account>' ? 'root' : `user/${user}`},${first.join(',')},false,N/A,N/A`
    return [
      `user,arn,${head.join(',')}`,
      row('<root_account>', 'true', ago(3), ago(1)),
      row('old', 'true', ago(200), ago(1)),
      row('new', 'true', ago(20), ago(1)),
    ].join('\r\n')
  }

  it('dates the keys of all users, offline, and of some where that is asked for', async () => {
    keep('x')
    repository.write('report.csv', report())
    const { code, keys } = await rotation(undefined, '--credential-report', 'report.csv')
    expect(code).toBe(1)
    expect(keys.map(({ name, path, verdict }) => [name.split(' ')[0], path, verdict])).toEqual([
      ['root', 'credential report', 'overdue'],
      ['old', 'credential report', 'overdue'],
      ['new', 'credential report', 'ok'],
    ])
    expect((await rotation(undefined, '--credential-report', 'report.csv', '--iam-user', 'new')).keys).toHaveLength(1)
    expect(aws.seen()).toEqual([])
  })

  it('gives way to IAM for the users that were asked for', async () => {
    keep('x')
    repository.write('report.csv', report())
    const own = aws.addKey('old', { created: ago(5) })
    const { keys } = await rotation(own, '--credential-report', join(repository.root, 'report.csv'), '--iam')
    expect(keys.map(({ path, verdict }) => [path, verdict])).toEqual([
      ['IAM', 'ok'],
      ['credential report', 'overdue'],
      ['credential report', 'ok'],
    ])
  })

  it('a file that is no report is a mistake', async () => {
    keep('x')
    repository.write('other.csv', 'a,b\n1,2\n')
    for (const [name, words] of [
      ['other.csv', 'no column user'],
      ['none.csv', 'no such file'],
      ['.', 'not a regular file'],
    ] as const)
      expect(await rotation(undefined, '--credential-report', name)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(words),
      })
  })
})
