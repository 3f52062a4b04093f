import { expect, test } from 'vitest'
import { readAgeFile } from '../../../src/sops/wrapped-keys/age-file.ts'
import { isFault } from '../../../src/sops/wrapped-keys/fault.ts'
import { ageArmorOf, hybrid, stanzaOf, x25519 } from '../../support/age.ts'

const decodedSize = (armor: string): number => Buffer.from(armor.split('\n').slice(1, -2).join(''), 'base64').length

test.each([
  [32, 232],
  [33, 233],
])('a key of %i bytes for X25519 is an age file of %i bytes', (size, whole) => {
  const armor = ageArmorOf([x25519()], size)
  expect(decodedSize(armor)).toBe(whole)
  expect(readAgeFile(armor)).toMatchObject({ size, stanzas: [{ type: 'X25519', size: 32, line: 1 }] })
})

test('a post-quantum stanza is one line', () => {
  expect(readAgeFile(ageArmorOf([hybrid()]))).toMatchObject({
    size: 32,
    stanzas: [{ type: 'mlkem768x25519', size: 32 }],
  })
})

test('a stanza with full lines ends with an empty one', () => {
  const read = readAgeFile(ageArmorOf([stanzaOf('a b', 96), stanzaOf('c')]))
  expect(read).toMatchObject({
    stanzas: [
      { args: ['b'], size: 96 },
      { type: 'c', size: 32 },
    ],
  })
})

test('carriage returns and blanks around the armor are no damage', () => {
  const armor = ageArmorOf([x25519()])
  expect(isFault(readAgeFile(`\n  \n${armor}\n\n`))).toBe(false)
  expect(isFault(readAgeFile(armor.replaceAll('\n', '\r\n')))).toBe(false)
})

test.each([
  ['nothing', ''],
  ['blanks', ' \n\n'],
  ['words', 'words'],
  ['a first line alone', '-----BEGIN AGE ENCRYPTED FILE-----'],
  ['no content', '-----BEGIN AGE ENCRYPTED FILE-----\n-----END AGE ENCRYPTED FILE-----'],
  ['no stanza', ageArmorOf([])],
  ['an empty argument', ageArmorOf(['-> X25519  a\n\n'])],
  ['a stanza that never ends', ageArmorOf([`-> a\n${'A'.repeat(64)}\n`])],
  ['a long line in a stanza', ageArmorOf([`-> a\n${'A'.repeat(65)}\n`])],
  ['a padded stanza', ageArmorOf(['-> a\nAA==\n'])],
  ['a line that is no stanza', ageArmorOf(['=> a\n\n'])],
])('%s is a fault', (_, armor) => {
  expect(isFault(readAgeFile(armor))).toBe(true)
})

test('every single letter that leaves the alphabet or the canonical form is a fault on its line', () => {
  const lines = ageArmorOf([x25519()]).trimEnd().split('\n')
  for (const [index, line] of lines.entries()) {
    const broken = lines.with(index, `${line.slice(0, 5)}!${line.slice(6)}`).join('\n')
    expect(readAgeFile(broken)).toMatchObject({ line: index })
  }
})
