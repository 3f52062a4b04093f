import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { readSshPublicKey } from '../../../src/sops/wrapped-keys/ssh-public-key.ts'

const field = (bytes: Uint8Array): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

const rsa = (modulus: Uint8Array, type = 'ssh-rsa'): string =>
  `ssh-rsa ${Buffer.concat([field(Buffer.from(type)), field(Buffer.from([1, 0, 1])), field(modulus)]).toString('base64')}`

test.each([1024, 2048])('an RSA key of %i bits has them', (bits) => {
  const { n = '' } = generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' })
  const modulus = Buffer.concat([Buffer.from([0]), Buffer.from(n, 'base64url')])
  expect(readSshPublicKey(`${rsa(modulus)} somebody@example`)).toMatchObject({ type: 'ssh-rsa', bits })
})

test('the size is exact', () => {
  expect(readSshPublicKey(rsa(Buffer.from([0, 0x7f, 0xff])))?.bits).toBe(15)
  expect(readSshPublicKey(rsa(Buffer.from([0x01])))?.bits).toBe(1)
  expect(readSshPublicKey(rsa(Buffer.from([0])))?.bits).toBe(0)
})

test.each([
  ['nothing', ''],
  ['no key', 'ssh-rsa'],
  ['no base64', 'ssh-rsa !!!!'],
  ['another type inside', rsa(Buffer.from([1]), 'ssh-dss')],
  ['a length beyond the end', `ssh-rsa ${Buffer.from([255, 255, 255, 255, 1, 2]).toString('base64')}`],
])('%s is no public key', (_, text) => {
  expect(readSshPublicKey(text)).toBeUndefined()
})
