import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { awsVariables, type FakeAws, startFakeAws } from '../support/aws/fake-aws.ts'
import { makeSecret } from '../support/aws/identifiers.ts'
import type { KeyPair } from '../support/aws/state.ts'
import { networkGuard } from '../support/network-guard.ts'
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

interface Found {
  readonly rule: string
  readonly path: string
  readonly severity: string
  readonly fingerprint: string
  readonly details?: Readonly<Record<string, string>>
}

const yamlOf = ({ id, secret }: KeyPair): string => `aws_access_key_id: ${id}\naws_secret_access_key: ${secret}\n`

const withEndpoint = (env: NodeJS.ProcessEnv = {}) => ({ env: { AWS_ENDPOINT_URL_STS: aws.url(), ...env } })

/** The built command. */
const leaktight = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  repository.leaktight(args, withEndpoint(env))

const findings = async (args: readonly string[], env?: NodeJS.ProcessEnv): Promise<readonly Found[]> => {
  const { stdout, stderr } = await repository.command([...args, '--format', 'json'], withEndpoint(env))
  expect(stderr).toBe('')
  return JSON.parse(stdout).findings
}

const detailsIn = async (text: string, ...more: string[]) => {
  repository.write('a.yaml', text)
  return Object.fromEntries(
    (await findings(['scan', '--verify', 'a.yaml', ...more])).map(({ rule, details }) => [rule, details]),
  )
}

describe('--verify tells of a pair', () => {
  it('that it is live, and whose', async () => {
    const expected = {
      live: 'yes',
      account: aws.account(),
      arn: `arn:aws:iam::${aws.account()}:user/deploy`,
      root: 'no',
    }
    expect(await detailsIn(yamlOf(aws.addKey('deploy')))).toEqual({
      'aws-access-key-id': expected,
      'aws-secret-access-key': expected,
    })
    expect(aws.seen()).toHaveLength(1)
  })

  it('that it is of the root user', async () => {
    const { 'aws-access-key-id': details } = await detailsIn(yamlOf(aws.addKey('<root_account>')))
    expect(details).toMatchObject({ live: 'yes', root: 'yes' })
  })

  it('that it is inactive or deleted', async () => {
    const details = await detailsIn(yamlOf(aws.addKey('deploy', { status: 'Inactive' })))
    expect(details['aws-access-key-id']).toMatchObject({ live: 'no', account: aws.account() })
    expect(details['aws-secret-access-key']?.because).toContain('InvalidClientTokenId')
  })

  it('that nobody knows: the secret beside the id is another one', async () => {
    const details = await detailsIn(yamlOf({ ...aws.addKey('deploy'), secret: makeSecret() }))
    expect(details['aws-access-key-id']).toMatchObject({
      live: 'unknown',
      because: 'the access key is in use, and no secret beside it is its own',
    })
    expect(details['aws-secret-access-key']).toBeUndefined()
  })

  it.each(['failure-500', 'cut', 'page', 'throttle'] as const)('that nobody knows, after %s', async (how) => {
    aws.planFaults(Array.from({ length: 9 }, (_, at) => ({ at: at + 1, when: 'before', how })))
    expect((await detailsIn(yamlOf(aws.addKey('deploy'))))['aws-access-key-id']).toMatchObject({ live: 'unknown' })
  })

  it('of a session with its token', async () => {
    const { id, secret, token } = aws.addSession('deploy', '2100-01-01T00:00:00Z')
    const session = `${yamlOf({ id, secret })}aws_session_token: ${token}\n`
    expect((await detailsIn(session))['aws-temporary-access-key-id']).toMatchObject({ live: 'yes', root: 'no' })
    await detailsIn(yamlOf({ id, secret }))
    expect(aws.seen()).toHaveLength(1)
  })
})

it('several pairs in one file are told apart, and a pair in several files is shown once', async () => {
  const pairs = ['one', 'two', 'three'].map((user) => aws.addKey(user))
  const dead = aws.addKey('four', { status: 'Inactive' })
  const profiles = [...pairs, dead].map(
    ({ id, secret }, index) => `[p${index}]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
  )
  for (const path of ['a.ini', 'b.ini']) repository.write(path, profiles.join('\n'))
  const found = await findings(['scan', '--verify', 'a.ini', 'b.ini'])
  expect(found.map(({ rule, details }) => [rule, details?.live, details?.arn?.split('/').at(-1)])).toEqual(
    ['a', 'b'].flatMap(() =>
      [
        ['yes', 'one'],
        ['yes', 'two'],
        ['yes', 'three'],
        ['no', undefined],
      ].flatMap((outcome) => [
        ['aws-access-key-id', ...outcome],
        ['aws-secret-access-key', ...outcome],
      ]),
    ),
  )
  expect(aws.seen()).toHaveLength(4)
})

it('ids in one list and secrets in another are brought together where that takes few questions', async () => {
  const [one, two] = [aws.addKey('one'), aws.addKey('two')]
  repository.write(
    'a.env',
    [`ID_A=${one.id}`, `ID_B=${two.id}`, `AWS_SECRET_KEY_A=${one.secret}`, `AWS_SECRET_KEY_B=${two.secret}`].join('\n'),
  )
  const found = await findings(['scan', '--verify', 'a.env'])
  expect(
    found.filter(({ rule }) => rule === 'aws-access-key-id').map(({ details }) => details?.arn?.split('/').at(-1)),
  ).toEqual(['one', 'two'])
})

it('what is found, how bad it is and how the command ends do not depend on the answer', async () => {
  repository.stage('a.yaml', yamlOf(aws.addKey('deploy')))
  repository.stage('b.yaml', yamlOf(aws.addKey('deploy', { status: 'Inactive' })))
  repository.commit('first')
  const bare = ({ details: _, ...found }: Found) => found
  for (const verb of [['scan', 'a.yaml', 'b.yaml'], ['ci'], ['audit', '--history', '--no-cache']]) {
    const [without, withIt] = [await findings(verb), await findings([...verb, '--verify'])]
    expect(withIt.map(bare)).toEqual(without.map(bare))
    expect(withIt.filter(({ details }) => details?.live !== undefined).length).toBeGreaterThanOrEqual(4)
    expect(without.filter(({ details }) => details?.live !== undefined)).toEqual([])
    expect((await leaktight([...verb, '--verify'])).code).toBe(1)
  }
})

it('a finding that somebody accepted is not shown to anybody: it may be a canary', async () => {
  const pair = aws.addKey('canary')
  const reason = ['leaktight', 'allow aws-access-key-id -- a canary'].join(':') // an allow that is none here
  repository.write('a.yaml', `aws_access_key_id: ${pair.id} # ${reason}\naws_secret_access_key: ${pair.secret}\n`)
  repository.write(
    '.leaktight.yaml',
    'allow:\n  - { rule: aws-secret-access-key, paths: [b.yaml], reason: a canary }\n',
  )
  repository.write('b.yaml', yamlOf(pair))
  await findings(['scan', '--verify', 'a.yaml', 'b.yaml'])
  expect(aws.seen()).toEqual([])
})

it('the last lines count the answers, and no secret is in any report', async () => {
  const pair = aws.addKey('deploy')
  repository.write('a.yaml', yamlOf(pair))
  const { stdout } = await leaktight(['scan', '--verify', 'a.yaml'])
  expect(stdout).toContain('1 AWS access key was shown to STS: 1 live, 0 dead, 0 unknown.')
  for (const format of ['text', 'json', 'sarif', 'github']) {
    const { stdout: report } = await leaktight(['scan', '--verify', 'a.yaml', '--format', format])
    expect(report).not.toContain(pair.secret)
    expect(report).not.toContain(pair.id)
  }
})

it('where nobody answers, few are asked', async () => {
  await aws.close()
  const pairs = Array.from({ length: 12 }, (_, index) => aws.addKey(`user-${index}`))
  for (const [index, pair] of pairs.entries()) repository.write(`${index}.yaml`, yamlOf(pair))
  const found = await findings(['scan', '--verify', '.'])
  const because = found.map(({ details }) => details?.because ?? '')
  expect(because.filter((text) => text.includes('ECONNREFUSED')).length).toBeLessThan(10)
  expect(because).toContain('not asked: there was no reply to those before')
  aws = await startFakeAws()
})

it('an endpoint without TLS elsewhere is refused before anything is looked at', async () => {
  const { code, stderr } = await leaktight(['scan', '--verify', '.'], { AWS_ENDPOINT_URL_STS: 'http://sts.example' })
  expect([code, stderr]).toEqual([2, expect.stringContaining('AWS_ENDPOINT_URL_STS is without TLS')])
})

describe('nothing reaches the network unless it is asked for', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leaktight-guard-'))
    repository.stage('a.yaml', yamlOf(aws.addKey('deploy')))
    repository.commit('first')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const used = async (...args: string[]) => {
    const guard = networkGuard(folder)
    const credentials = awsVariables(aws.url(), aws.addKey('asker'))
    const { stderr } = await leaktight(args, { ...credentials, ...guard.env })
    expect(stderr).toBe('')
    return guard.used()
  }

  it.each([['staged'], ['scan', '.'], ['ci'], ['audit', '--history'], ['rotation'], ['seal'], ['rules']])(
    '%s %s',
    async (...args) => {
      expect(await used(...args)).toEqual([])
      expect(aws.seen()).toEqual([])
    },
  )

  it.each([
    ['scan', '.', '--verify'],
    ['ci', '--verify'],
    ['audit', '--verify'],
    ['rotation', '--iam'],
  ])('%s %s %s asks, and this test sees it', async (...args) => {
    expect(await used(...args)).toContain('connect')
    expect(aws.seen()).not.toEqual([])
  })
})
