import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { combineShares } from '../../../src/sops/crypto/shamir.ts'

/** By the field's definition, not by the code under test. */
const times = (left: number, right: number): number => {
  let product = 0
  for (let bit = 0; bit < 8; bit++) if (right & (1 << bit)) product ^= left << bit
  for (let bit = 14; bit >= 8; bit--) if (product & (1 << bit)) product ^= 0x11b << (bit - 8)
  return product
}

const shareAt = (x: number, secret: Buffer, coefficients: readonly Buffer[]): Buffer => {
  const y = Buffer.from(secret)
  let power = x
  for (const coefficient of coefficients) {
    for (const [at, byte] of coefficient.entries()) y[at] = (y[at] ?? 0) ^ times(byte, power)
    power = times(power, x)
  }
  return Buffer.concat([y, Buffer.from([x])])
}

test.each([2, 3, 5])('%d shares of as many or more give the secret back', (threshold) => {
  const secret = randomBytes(32)
  const coefficients = Array.from({ length: threshold - 1 }, () => randomBytes(32))
  const shares = [1, 7, 99, 200, 255].map((x) => shareAt(x, secret, coefficients))
  expect(combineShares(shares.slice(0, threshold))).toEqual(secret)
  expect(combineShares(shares.slice(-threshold))).toEqual(secret)
  expect(combineShares(shares)).toEqual(secret)
})

test('one share fewer gives something else', () => {
  const secret = randomBytes(32)
  const coefficients = [randomBytes(32), randomBytes(32)]
  expect(combineShares([3, 4].map((x) => shareAt(x, secret, coefficients)))).not.toEqual(secret)
})

test.each([
  ['one share', [Buffer.from([1, 2, 3])]],
  ['shares of two lengths', [Buffer.from([1, 2, 3]), Buffer.from([1, 2])]],
  ['the same share twice', [Buffer.from([1, 2, 3]), Buffer.from([4, 5, 3])]],
  ['nothing', []],
])('%s is refused', (_, shares) => {
  expect(combineShares(shares)).toBeUndefined()
})
