import { expect, test } from 'vitest'
import { dataKeyOf } from '../../../src/sops/crypto/data-key.ts'
import type { MasterKey } from '../../../src/sops/master-keys.ts'

const keyWith = (length: number): MasterKey => ({
  type: 'age',
  identity: 'age1',
  enc: 'x'.repeat(length),
  fields: new Map(),
  start: 0,
  end: 0,
  tree: { kind: 'map', start: 0, end: 0, entries: [] },
})

const opened = async (lengths: readonly number[]): Promise<number> => {
  let count = 0
  const open = async () => {
    count++
    return undefined
  }
  await dataKeyOf({ groups: [{ keys: lengths.map(keyWith), start: 0, end: 0 }] }, { open })
  return count
}

test('each key of a file is tried, and none that was made to be tried for minutes', async () => {
  expect(await opened([400, 400, 2400])).toBe(3)
  expect(await opened([400, 3_000_000])).toBe(1)
  expect(await opened([400, 100_000])).toBe(1)
  expect(await opened(Array.from({ length: 900 }, () => 16_000))).toBe(0)
})
