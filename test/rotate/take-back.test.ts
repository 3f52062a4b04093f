import { describe, expect, it } from 'vitest'
import type { Cloud, UserKey } from '../../src/rotate/cloud.ts'
import type { Patience } from '../../src/rotate/patience.ts'
import { takeBack } from '../../src/rotate/take-back.ts'

const start = Date.UTC(2026, 5, 1)

/** A clock that goes on with each wait. */
const patient = (): Patience & { slept: number } => {
  const patience = {
    slept: 0,
    now: () => new Date(start + patience.slept),
    sleep: async (ms: number) => {
      patience.slept += ms
    },
    failingMs: 120_000,
    settleMs: 60_000,
  }
  return patience
}

const keyMade = (accessKeyId: string, after = 1000): UserKey => ({
  accessKeyId,
  status: 'Active',
  createDate: new Date(start + after),
})

const cloudWith = (list: (call: number) => readonly UserKey[], over: Partial<Cloud> = {}) => {
  const deleted: string[] = []
  let call = 0
  const unasked = async (): Promise<never> => {
    throw new Error('was not to be asked')
  }
  const cloud: Cloud = {
    listAccessKeys: async () => list(call++).filter(({ accessKeyId }) => !deleted.includes(accessKeyId)),
    lastUsed: async () => ({}),
    deleteAccessKey: async (_, id) => {
      deleted.push(id)
    },
    createAccessKey: unasked,
    updateAccessKey: unasked,
    callerIdentity: unasked,
    serverDate: () => undefined,
    ...over,
  }
  return { cloud, deleted }
}

const date = new Date(start).toISOString()
const facts = { user: 'dev', before: ['OLD'], startedAt: date, askedAt: date }
const old = keyMade('OLD', -1e10)

const refusal = (code: string): Error => Object.assign(new Error(code), { code, mayHaveHappened: false })

describe('taking back a key whose id is not known', () => {
  it('deletes the one that is new and was never used, also when IAM shows it late', async () => {
    const { cloud, deleted } = cloudWith((call) => (call < 5 ? [old] : [old, keyMade('NEW')]))
    expect(await takeBack(facts, cloud, patient(), undefined)).toEqual({ is: 'gone', id: 'NEW' })
    expect(deleted).toEqual(['NEW'])
  })

  it('says that there is none only when IAM has settled', async () => {
    const { cloud } = cloudWith(() => [old])
    const patience = patient()
    expect(await takeBack(facts, cloud, patience, undefined)).toEqual({ is: 'gone' })
    expect(patience.slept).toBeGreaterThanOrEqual(60_000)
  })

  it('asks nobody when AWS was not asked for a key', async () => {
    const { askedAt: _, ...unasked } = facts
    const { cloud } = cloudWith(() => expect.fail())
    expect(await takeBack(unasked, cloud, patient(), undefined)).toEqual({ is: 'gone' })
  })

  it.each([
    ['several are new', [keyMade('A'), keyMade('B')], {}, /several keys are new/],
    ['it was used', [keyMade('A')], { lastUsed: async () => ({ lastUsed: new Date() }) }, /made by somebody else/],
    ['IAM refuses to say', [], { listAccessKeys: () => Promise.reject(refusal('AccessDenied')) }, /AccessDenied/],
  ] as const)('deletes nothing when %s', async (_, made, over, why) => {
    const { cloud, deleted } = cloudWith(() => [old, ...made], over)
    const taken = await takeBack(facts, cloud, patient(), undefined)
    expect(taken).toMatchObject({ is: 'left', reason: expect.stringMatching(why) })
    expect(deleted).toEqual([])
  })

  it.each([
    ['before we asked', -60_000, {}],
    ['too late to be ours', 120_000, {}],
    ['after we were gone', 40_000, { endedAt: new Date(start + 5000).toISOString() }],
  ])('leaves one that was made %s: somebody else made it', async (_, after, more) => {
    const { cloud, deleted } = cloudWith(() => [old, keyMade('THEIRS', after)])
    const taken = await takeBack({ ...facts, ...more }, cloud, patient(), undefined)
    expect(taken).toMatchObject({ is: 'left', reason: expect.stringContaining('somebody else') })
    expect(deleted).toEqual([])
  })

  it('goes by the clock of AWS', async () => {
    const hours = 2 * 3_600_000
    const { cloud, deleted } = cloudWith(() => [old, keyMade('NEW', hours + 1000)])
    expect(await takeBack({ ...facts, aheadMs: hours }, cloud, patient(), undefined)).toEqual({ is: 'gone', id: 'NEW' })
    expect(deleted).toEqual(['NEW'])
  })

  it('spares a key of another time, and the one that the file holds', async () => {
    const { cloud, deleted } = cloudWith(() => [old, keyMade('LATER', 2 * 3_600_000), keyMade('HELD')])
    expect(await takeBack(facts, cloud, patient(), 'HELD')).toEqual({ is: 'gone' })
    expect(deleted).toEqual([])
  })
})

describe('taking back a known key', () => {
  const known = { ...facts, newKey: 'NEW' }

  it('asks again while that fails', async () => {
    let left = 3
    const deleteAccessKey = async (): Promise<void> => {
      if (left-- > 0) throw refusal('ServiceFailure')
    }
    const { cloud } = cloudWith(() => [old], { deleteAccessKey })
    expect(await takeBack(known, cloud, patient(), undefined)).toEqual({ is: 'gone', id: 'NEW' })
  })

  it('takes a key that IAM does not know yet for one that is still to come', async () => {
    let calls = 0
    const deleteAccessKey = async (): Promise<void> => {
      if (calls++ < 4) throw refusal('NoSuchEntity')
    }
    const { cloud } = cloudWith(() => [old], { deleteAccessKey })
    expect(await takeBack(known, cloud, patient(), undefined)).toEqual({ is: 'gone', id: 'NEW' })
    expect(calls).toBe(5)
  })

  it('gives up soon where it is denied', async () => {
    const deleteAccessKey = () => Promise.reject(refusal('AccessDenied'))
    const { cloud } = cloudWith(() => [old], { deleteAccessKey })
    const patience = patient()
    expect(await takeBack(known, cloud, patience, undefined)).toMatchObject({ is: 'left', id: 'NEW' })
    expect(patience.slept).toBeLessThan(2000)
  })

  it('leaves a verified one that somebody uses', async () => {
    const lastUsed = async () => ({ lastUsed: new Date(), service: 'bedrock' })
    const { cloud, deleted } = cloudWith(() => [old], { lastUsed })
    const taken = await takeBack({ ...known, newDigest: 'x' }, cloud, patient(), undefined)
    expect(taken).toMatchObject({ is: 'left', reason: expect.stringContaining('is in use (bedrock)') })
    expect(deleted).toEqual([])
  })

  it('finds a verified one gone where nobody tells the use of a key that is not there', async () => {
    const unknown = () => Promise.reject(refusal('AccessDenied'))
    const { cloud } = cloudWith(() => [old], { lastUsed: unknown })
    const longAgo = { ...known, newDigest: 'x', askedAt: new Date(start - 120_000).toISOString() }
    expect(await takeBack(longAgo, cloud, patient(), undefined)).toEqual({ is: 'gone', id: 'NEW' })
  })
})
