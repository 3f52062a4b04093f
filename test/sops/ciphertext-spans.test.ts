import { expect, test } from 'vitest'
import { ciphertextSpans } from '../../src/sops/ciphertext-spans.ts'
import { encOf } from '../support/enc.ts'

const masked = (text: string): string[] => [...ciphertextSpans(text)].map(([start, end]) => text.slice(start, end))

const base64 = Buffer.alloc(90, 0x5a).toString('base64')
const armor = (kind: string, body: string): string => `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----\n`
const age = armor('AGE ENCRYPTED FILE', `${base64.slice(0, 64)}\n${base64.slice(64)}`)
const pgp = armor('PGP MESSAGE', `Version: GnuPG v2\n\n${base64.slice(0, 64)}\n=AbCd`)
const mac = `mac: ${encOf('str', 128)}`

const indented = (text: string, indent: string): string => text.replace(/^(?=.)/gm, indent)

test.each([
  ['YAML', `sops:\n  age:\n    - enc: |\n${indented(age, '        ')}  ${mac}\n`],
  ['JSON', `{"sops": {"age": [{"enc": ${JSON.stringify(age)}}], "${mac.replace(': ', '": "')}"}}`],
  ['dotenv', `sops_age__list_0__map_enc=${age.replaceAll('\n', '\\n')}\nsops_${mac.replace(': ', '=')}\n`],
  ['INI', `[sops]\nage__list_0__map_enc = ${age.replaceAll('\n', '\\n')}\n${mac.replace(': ', ' = ')}\n`],
  ['INI with fences', `[sops]\nage__list_0__map_enc = """${age}"""\n${mac.replace(': ', ' = ')}\n`],
  ['PGP in YAML', `sops:\n  pgp:\n    - enc: |-\n${indented(pgp, '        ')}  ${mac}\n`],
])('the wrapped data key in the metadata of %s is ciphertext', (_, text) => {
  const spans = masked(text)
  expect(spans).toHaveLength(2)
  expect(spans[1]).toMatch(/^-----BEGIN (?:AGE|PGP) /)
})

test.each([
  ['without a mac', `enc: |\n${age}`],
  ['under another key', `note: |\n${age}${mac}\n`],
  ['with text among its lines', `enc: |\n${armor('AGE ENCRYPTED FILE', 'password = typed here')}${mac}\n`],
  ['that never ends', `enc: |\n${age.slice(0, 90)}\n${mac}\n`],
])('armor %s is looked at', (_, text) => {
  expect(masked(text).filter((span) => span.startsWith('-----'))).toEqual([])
})

test('hostile armor is read in one pass', { timeout: 2_000 }, () => {
  const begin = 'enc: |\n-----BEGIN AGE ENCRYPTED FILE-----'
  masked(`${mac}\n${`${begin}\n`.repeat(20_000)}`)
  masked(`${mac}\n${`${begin}${'\n'.repeat(10_000)}!\n-----END AGE ENCRYPTED FILE-----\n`.repeat(50)}`)
})
