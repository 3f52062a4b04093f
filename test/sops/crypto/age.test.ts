import { armor, Encrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { expect, test } from 'vitest'
import { Secret } from '../../../src/model/secret.ts'
import { ageOpener } from '../../../src/sops/crypto/age.ts'

const key = Buffer.alloc(32, 7)

const wrappedFor = async (identity: string): Promise<string> => {
  const encrypter = new Encrypter()
  encrypter.addRecipient(await identityToRecipient(identity))
  return armor.encode(await encrypter.encrypt(key))
}

test.each([
  ['X25519', generateX25519Identity],
  ['post-quantum', generateHybridIdentity],
])('a data key wrapped for %s identities is opened by the one it is for', async (_, generate) => {
  const [own, other] = [await generate(), await generate()]
  const wrapped = await wrappedFor(own)
  const open = async (...identities: string[]) =>
    (await ageOpener(identities.map((text) => new Secret(text))))?.open(wrapped)
  expect(await open(other, own)).toEqual(key)
  expect(await open(other)).toBeUndefined()
})

test('what is damaged is not opened, and says nothing', async () => {
  const own = await generateX25519Identity()
  const opener = await ageOpener([new Secret(own)])
  const wrapped = await wrappedFor(own)
  expect(await opener?.open(wrapped.slice(0, 90))).toBeUndefined()
  expect(await opener?.open('')).toBeUndefined()
})

test('identities that this process cannot use are none', async () => {
  const own = await generateX25519Identity()
  const damaged = own.slice(0, -1) + (own.endsWith('Q') ? 'P' : 'Q')
  expect(await ageOpener([new Secret(damaged), new Secret('AGE-PLUGIN-YUBIKEY-1QQQQ')])).toBeUndefined()
  expect(await ageOpener([])).toBeUndefined()
})
