import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { asking, errorOf } from '../support/aws/ask.ts'
import { type FakeAws, startFakeAws } from '../support/aws/fake-aws.ts'
import type { Fault } from '../support/aws/faults.ts'
import type { KeyPair } from '../support/aws/state.ts'

let aws: FakeAws
let pair: KeyPair
beforeEach(async () => {
  aws = await startFakeAws()
  pair = aws.addKey('deploy')
})
afterEach(() => aws.close())

const everyTime = (fault: Omit<Fault, 'at'>): Fault[] =>
  Array.from({ length: 9 }, (_, at) => ({ ...fault, at: at + 1 }))

describe('a call that may be repeated', () => {
  test.each(['throttle', 'limit-503', 'too-many-429', 'failure-500', 'gateway-502', 'cut', 'half'] as const)(
    'is repeated after %s',
    async (how) => {
      aws.planFaults([1, 2].map((at) => ({ at, when: 'before', how })))
      const { iam, waited } = asking(aws, pair)
      expect(await iam.listAccessKeys()).toHaveLength(1)
      expect(waited).toHaveLength(2)
    },
  )

  test('is repeated after a time without reply', async () => {
    aws.planFaults([{ at: 1, when: 'before', how: 'hang' }])
    const { iam } = asking(aws, pair, { timeout: 150 })
    expect(await iam.listAccessKeys()).toHaveLength(1)
  })

  test('waits longer each time, and not without end', async () => {
    aws.planFaults(everyTime({ when: 'before', how: 'throttle' }))
    const { iam, waited } = asking(aws, pair)
    expect(await errorOf(iam.listAccessKeys())).toMatchObject({ code: 'Throttling', mayHaveHappened: false })
    expect(waited).toHaveLength(3)
    expect([...waited].sort((one, other) => one - other)).toEqual(waited)
    expect(new Set(waited).size).toBe(3)
  })

  test('deleting a key whose first reply was lost: the second says that there is none', async () => {
    const other = aws.addKey('deploy')
    aws.planFaults([{ at: 1, when: 'after', how: 'cut' }])
    const error = await errorOf(asking(aws, pair).iam.deleteAccessKey(other.id, 'deploy'))
    expect(error).toMatchObject({ code: 'NoSuchEntity' })
    expect(aws.keysOf('deploy').map(({ id }) => id)).toEqual([pair.id])
  })

  test.each(['page', 'empty', 'entities', 'deep', 'huge', 'redirect'] as const)(
    'fails after a reply that is %s, without its text',
    async (how) => {
      aws.planFaults(everyTime({ when: 'before', how }))
      const error = await errorOf(asking(aws, pair).sts.callerIdentity())
      expect(error.name).toBe('AwsError')
      expect(error.message.length).toBeLessThan(200)
      expect(error.message).not.toMatch(/bbbb|<|elsewhere|log in/)
    },
  )
})

describe('creating a key', () => {
  test.each(['throttle', 'limit-503', 'too-many-429'] as const)(
    'is repeated after %s: nothing was done',
    async (how) => {
      aws.planFaults([{ at: 1, when: 'before', how }])
      await asking(aws, pair).iam.createAccessKey('deploy')
      expect(aws.keysOf('deploy')).toHaveLength(2)
    },
  )

  test.each([
    'cut',
    'half',
    'hang',
    'failure-500',
    'gateway-502',
    'page',
    'empty',
    'entities',
    'deep',
    'huge',
  ] as const)('is not repeated after %s: it may have been done', async (how) => {
    aws.planFaults([{ at: 1, when: 'after', how }])
    const error = await errorOf(asking(aws, pair, { timeout: 300 }).iam.createAccessKey('deploy'))
    expect(error).toMatchObject({ name: 'AwsError', mayHaveHappened: true })
    expect(aws.keysOf('deploy')).toHaveLength(2)
    expect(aws.seen()).toHaveLength(1)
  })

  test('is repeated where nobody listened', async () => {
    const { iam, waited } = asking(aws, pair)
    await aws.close()
    const error = await errorOf(iam.createAccessKey('deploy'))
    expect(error).toMatchObject({ code: 'ECONNREFUSED', status: 0, mayHaveHappened: false })
    expect(waited).toHaveLength(3)
    aws = await startFakeAws()
  })
})

describe('a clock that is off', () => {
  const codes = ['SignatureDoesNotMatch', 'RequestExpired', 'RequestTimeTooSkewed'] as const

  test.each(codes.flatMap((code) => [1, -1].map((sign) => [code, sign] as const)))(
    'is put right by the Date of the reply (%s, %i hour)',
    async (skewCode, sign) => {
      const skewed = await startFakeAws({ skew: sign * 3_600_000, skewCode })
      const { sts, iam, waited } = asking(skewed, skewed.addKey('deploy'))
      expect((await sts.callerIdentity()).account).toBe(skewed.account())
      expect(waited).toEqual([])
      expect(skewed.seen()).toHaveLength(2)
      await sts.callerIdentity()
      expect(skewed.seen()).toHaveLength(3)
      await iam.createAccessKey('deploy')
      expect(Math.abs(Number(iam.serverDate()) - Date.now() - sign * 3_600_000)).toBeLessThan(10_000)
      await skewed.close()
    },
  )
})

test('no error holds a secret, wherever it is looked at', async () => {
  const { inspect } = await import('node:util')
  const session = aws.addSession('deploy', '2100-01-01T00:00:00Z')
  for (const how of ['cut', 'half', 'failure-500', 'page', 'entities', 'redirect', 'hang', 'throttle'] as const) {
    aws.planFaults(everyTime({ when: 'after', how }))
    const error = await errorOf(asking(aws, session, { timeout: 100 }).iam.createAccessKey('deploy'))
    const shown = inspect(error, { depth: 6, showHidden: true, getters: true }) + JSON.stringify(error) + error.stack
    const secrets = [
      session.secret,
      session.token ?? '',
      ...aws.keysOf('deploy').map(({ id }) => aws.secretOf(id) ?? ''),
    ]
    for (const secret of secrets) expect(shown).not.toContain(secret)
    aws.planFaults([])
    for (const { id } of aws.keysOf('deploy').slice(1))
      await asking(aws, pair)
        .iam.deleteAccessKey(id)
        .catch(() => {})
  }
})
