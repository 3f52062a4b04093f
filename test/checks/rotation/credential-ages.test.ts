import { describe, expect, test } from 'vitest'
import { credentialAges } from '../../../src/checks/rotation/credential-ages.ts'
import type { History } from '../../../src/model/rule.ts'
import { enc, ivOf, sopsYaml } from './encrypted-text.ts'

const now = new Date('2026-11-22T12:00:00Z')
const ago = (days: number): Date => new Date(now.getTime() - days * 86_400_000)
const policy = { mustEncrypt: [], maxAgeDays: 90, warnDays: 14 }
const yesterday = '2026-11-21T12:00:00Z'

const recording = (dates: Readonly<Record<string, Date>>) => {
  const asked: { ivs: string[]; paths: string[] }[] = []
  const history: History = {
    firstAppearance: async (ivs, paths) => {
      asked.push({ ivs: [...ivs], paths: [...paths] })
      return new Map(Object.entries(dates).map(([seed, date]) => [ivOf(seed), { commit: 'c', date }]))
    },
  }
  return { asked, history }
}

const files = [
  { path: 'a.yaml', text: sopsYaml([`password: ${enc('a')}`, `user: ${enc('u')}`], yesterday) },
  { path: 'region.yaml', text: sopsYaml([`region: ${enc('r')}`], yesterday) },
  { path: 'plain.yaml', text: 'password: none' },
  { path: 'b.yaml', text: sopsYaml([`token: ${enc('b')}`], yesterday) },
]

describe('credential ages', () => {
  test('history is asked once, for credentials and their files only', async () => {
    const { asked, history } = recording({})
    await credentialAges(files, { now: () => now, policy, history })
    expect(asked).toEqual([{ ivs: [ivOf('a'), ivOf('b')], paths: ['a.yaml', 'b.yaml'] }])
  })

  test('history is left alone where there is no credential, so that a shallow clone does not matter', async () => {
    const { asked, history } = recording({})
    expect(await credentialAges(files.slice(1, 3), { now: () => now, policy, history })).toEqual([])
    expect(asked).toEqual([])
  })

  test('without history lastmodified is all there is', async () => {
    const [age] = await credentialAges(files, { now: () => now, policy })
    expect(age).toMatchObject({ source: 'lastmodified', ageDays: 1, verdict: 'unknown' })
  })

  test('the offsets are those of the value', async () => {
    const [age] = await credentialAges(files, { now: () => now, policy })
    expect(files[0]?.text.slice(age?.start, age?.end)).toBe(enc('a'))
  })

  test('a readable old key id makes its encrypted secret overdue', async () => {
    const id = `${['AK', 'IA'].join('')}JQNZGKIQY56JQ7WM`
    const text = sopsYaml([`aws_access_key_id_unencrypted: ${id}`, `aws_secret_access_key: ${enc('s')}`], yesterday)
    const { history } = recording({ s: ago(2) })
    const ages = await credentialAges([{ path: 'a.yaml', text }], { now: () => now, policy, history })
    expect(ages).toMatchObject([{ name: 'aws_secret_access_key', source: 'key-id', verdict: 'overdue' }])
  })
})
