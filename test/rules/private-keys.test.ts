import { expect, test } from 'vitest'
import { expandMould } from '../../src/rules/moulds.ts'
import { hitsOf } from './support/find.ts'
import { libraryRule } from './support/library.ts'

test.each([
  ['private-key-pem', '${pem:ENCRYPTED PRIVATE KEY}'],
  ['private-key-openssh', '${pem:OPENSSH ENCRYPTED}'],
  ['private-key-putty', '${putty:aes256-cbc}'],
])('%s under a passphrase is medium and says so', async (id, mould) => {
  const [hit] = await hitsOf(await libraryRule(id), expandMould(mould, 1))
  expect(hit).toMatchObject({ severity: 'medium', details: { passphrase: 'yes' } })
})

test.each([
  ['private-key-pem', '${pem:RSA PRIVATE KEY}'],
  ['private-key-openssh', '${pem:OPENSSH PRIVATE KEY}'],
  ['private-key-putty', '${putty}'],
])('%s without one keeps the severity of its rule', async (id, mould) => {
  const [hit] = await hitsOf(await libraryRule(id), expandMould(mould, 1))
  expect(hit?.severity).toBeUndefined()
})

test('the whole body is the secret, and nothing of the frame', async () => {
  const text = `before\n${expandMould('${pem:RSA PRIVATE KEY}', 1)}\nafter\n`
  const [hit] = await hitsOf(await libraryRule('private-key-pem'), text)
  const lines = text.split('\n').slice(2, -3)
  expect(hit?.secret?.read((value) => value)).toBe(lines.join('\n'))
})
