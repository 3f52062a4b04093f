import { describe, expect, test } from 'vitest'
import { isFault } from '../../../src/sops/wrapped-keys/fault.ts'
import { crc24 } from '../../../src/sops/wrapped-keys/pgp-armor.ts'
import { readPgpMessage } from '../../../src/sops/wrapped-keys/pgp-message.ts'

const armorOf = (bytes: Uint8Array, headers = ''): string => {
  const sum = Buffer.alloc(3)
  sum.writeUIntBE(crc24(bytes), 0, 3)
  const body = (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\n')
  return `-----BEGIN PGP MESSAGE-----\n${headers}\n${body}\n=${sum.toString('base64')}\n-----END PGP MESSAGE-----\n`
}

const number = (bits: number): Buffer => {
  const bytes = Buffer.alloc(2 + Math.ceil(bits / 8), 0x5a)
  bytes.writeUInt16BE(bits)
  return bytes
}

/** A session key of version 3 for a key of this algorithm. */
const wrapped = (algorithm: number, ...bits: readonly number[]): Buffer =>
  Buffer.concat([Buffer.from([3]), Buffer.alloc(8, 1), Buffer.from([algorithm]), ...bits.map(number)])

const older = (tag: number, body: Buffer): Buffer => {
  const head = Buffer.from([0x80 | (tag << 2) | 1, 0, 0])
  head.writeUInt16BE(body.length, 1)
  return Buffer.concat([head, body])
}

const newer = (tag: number, body: Buffer): Buffer => {
  const { length } = body
  const size = length < 192 ? [length] : [((length - 192) >> 8) + 192, (length - 192) & 0xff]
  return Buffer.concat([Buffer.from([0xc0 | tag, ...size]), body])
}

const newerLong = (tag: number, body: Buffer): Buffer => {
  const head = Buffer.from([0xc0 | tag, 0xff, 0, 0, 0, 0])
  head.writeUInt32BE(body.length, 2)
  return Buffer.concat([head, body])
}

/** In parts: 64 bytes, then the rest. */
const partial = (tag: number, body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from([0xc0 | tag, 0xe0 | 6]),
    body.subarray(0, 64),
    Buffer.from([body.length - 64]),
    body.subarray(64),
  ])

const data = newer(18, Buffer.alloc(90, 7))

describe.each([
  ['the old format', older],
  ['the new format', newer],
  ['a length of five bytes', newerLong],
])('%s', (_, packet) => {
  test.each([
    [1023, 1024],
    [1024, 1024],
    [2046, 2048],
    [3072, 3072],
    [4089, 4096],
  ])('an RSA ciphertext of %i bits is of a key of %i', (bits, size) => {
    expect(readPgpMessage(armorOf(Buffer.concat([packet(1, wrapped(1, bits)), data])))).toEqual({
      sessionKeys: [{ algorithm: 1, bits: size }],
      passphrase: false,
    })
  })
})

test('a packet in parts is one packet', () => {
  const message = Buffer.concat([newer(1, wrapped(1, 2048)), partial(18, Buffer.alloc(100, 7))])
  expect(isFault(readPgpMessage(armorOf(message)))).toBe(false)
  expect(isFault(readPgpMessage(armorOf(message.subarray(0, -1))))).toBe(true)
})

test('ElGamal, curves and version 6 are read as far as they tell', () => {
  const sixth = Buffer.concat([Buffer.from([6, 21, 4]), Buffer.alloc(20, 1), Buffer.from([25]), Buffer.alloc(40)])
  for (const [body, key] of [
    [wrapped(16, 2047, 2040), { algorithm: 16, bits: 2048 }],
    [Buffer.concat([wrapped(18, 263), Buffer.alloc(49)]), { algorithm: 18 }],
    [sixth, { algorithm: 25 }],
  ] as const)
    expect(readPgpMessage(armorOf(Buffer.concat([newer(1, body), data])))).toMatchObject({ sessionKeys: [key] })
})

test('every reader is counted', () => {
  const both = Buffer.concat([newer(1, wrapped(1, 2048)), newer(3, Buffer.from([4, 9, 0, 8])), data])
  expect(readPgpMessage(armorOf(both))).toMatchObject({ sessionKeys: [{}], passphrase: true })
})

const good = Buffer.concat([newer(1, wrapped(1, 2048)), data])

test('headers of the armor are skipped', () => {
  expect(isFault(readPgpMessage(armorOf(good, 'Version: GnuPG v2\nComment: x\n')))).toBe(false)
  expect(isFault(readPgpMessage(armorOf(good, 'no header\n')))).toBe(true)
})

test.each([
  ['data alone', data],
  ['a key alone', newer(1, wrapped(1, 2048))],
  ['a passphrase first', Buffer.concat([newer(3, Buffer.from([4])), good])],
  ['a number cut short', Buffer.concat([newer(1, wrapped(1, 2048).subarray(0, -1)), data])],
  ['a number too many', Buffer.concat([newer(1, wrapped(1, 2048, 8)), data])],
  ['another version', Buffer.concat([newer(1, Buffer.alloc(30, 2)), data])],
  ['no packet', Buffer.from('hello there')],
])('%s is a fault', (_, bytes) => {
  expect(isFault(readPgpMessage(armorOf(bytes)))).toBe(true)
})

test('every changed byte is a fault, by the checksum', () => {
  const armor = armorOf(good)
  const body = armor.split('\n')
  const changed = body.with(
    3,
    (body[3] ?? '').replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A')),
  )
  expect(readPgpMessage(changed.join('\n'))).toMatchObject({ line: body.findIndex((line) => /^=.{4}$/.test(line)) })
})

test('every message cut anywhere is a fault, with or without a checksum', () => {
  for (let length = 0; length < good.length; length++) {
    const armor = armorOf(good.subarray(0, length)).replace(/^=[^=].*\n/m, '')
    expect(isFault(readPgpMessage(armor)), String(length)).toBe(true)
  }
})

test('the checksum of the standard', () => {
  expect(crc24(Buffer.from('123456789'))).toBe(0x21cf02)
})
