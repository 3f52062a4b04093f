import { randomBytes, randomInt, randomUUID } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

const base32 = (bits: bigint, length: number): string =>
  Array.from({ length }, (_, at) => alphabet.charAt(Number((bits >> BigInt(5 * (length - 1 - at))) & 31n))).join('')

const randomBits = (count: number): bigint =>
  BigInt(`0x${randomBytes(8).toString('hex')}`) & ((1n << BigInt(count)) - 1n)

/** An id as AWS makes them since 2019, with the number of the account in it; it never existed. */
export const makeId = (prefix: string, account: string): string =>
  prefix + base32((1n << 49n) | (BigInt(account) << 9n) | randomBits(9), 10) + base32(randomBits(30), 6)

/** 40 characters of base64, as secret access keys are. */
export const makeSecret = (): string => randomBytes(30).toString('base64')

export const makeToken = (): string => randomBytes(150).toString('base64')

export const makeRequestId = (): string => randomUUID()

export const makeAccount = (): string => String(randomInt(100_000_000_000, 999_999_999_999))
