import { describe, expect, test } from 'vitest'
import { expandMould } from '../../src/rules/moulds.ts'
import { valuesOf } from './support/find.ts'
import { libraryRule } from './support/library.ts'

const kinds = [
  ['age-identity', '${age-identity}'],
  ['age-identity-post-quantum', '${age-identity-pq}'],
  ['age-identity-plugin', '${age-plugin:yubikey}'],
] as const

const seeds = Array.from({ length: 50 }, (_, seed) => seed)

/** Another character of the bech32 alphabet in the same place. */
const spoiled = (identity: string, at: number): string =>
  identity.slice(0, at) + (identity[at] === 'Q' ? 'P' : 'Q') + identity.slice(at + 1)

describe.each(kinds)('appendix A 15: %s', (id, mould) => {
  test('a valid identity is found, in upper and in lower case', async () => {
    const rule = await libraryRule(id)
    for (const seed of seeds) {
      const identity = expandMould(mould, seed)
      expect(await valuesOf(rule, `key: ${identity}\n`)).toEqual([identity])
      expect(await valuesOf(rule, `key: ${identity.toLowerCase()}\n`)).toEqual([identity.toLowerCase()])
    }
  })

  test('one changed character makes it no finding', async () => {
    const rule = await libraryRule(id)
    for (const seed of seeds) {
      const identity = expandMould(mould, seed)
      expect(await valuesOf(rule, `key: ${spoiled(identity, identity.length - 1 - (seed % 20))}\n`)).toEqual([])
    }
  })

  test('two cases in one identity make it no finding', async () => {
    const identity = expandMould(mould, 1)
    expect(await valuesOf(await libraryRule(id), identity.slice(0, -6) + identity.slice(-6).toLowerCase())).toEqual([])
  })
})

test('appendix A 15: an identity of nothing but Q is no finding', async () => {
  expect(await valuesOf(await libraryRule('age-identity'), `AGE-SECRET-KEY-1${'Q'.repeat(58)}`)).toEqual([])
})

test('a recipient is never a finding', async () => {
  const recipients = seeds.map((seed) => `    - age: ${expandMould('${age-recipient}', seed)}`).join('\n')
  for (const [id] of kinds) expect(await valuesOf(await libraryRule(id), recipients)).toEqual([])
})
