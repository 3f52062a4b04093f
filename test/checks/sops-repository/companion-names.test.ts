import { expect, test } from 'vitest'
import { encryptedNames, plaintextNames } from '../../../src/checks/sops-repository/companion-names.ts'
import { leftoverName } from '../../../src/checks/sops-repository/leftover-names.ts'

test.each([
  ['a/x.yaml', 'a/x.enc.yaml'],
  ['a/x.yaml', 'a/x.sops.yaml'],
  ['x.yaml', 'x.yaml.enc'],
  ['x.yaml', 'enc.x.yaml'],
  ['.env', '.enc.env'],
  ['.env', '.env.sops'],
  ['a/key', 'a/key.encrypted'],
])('%s belongs to %s, and the other way round', (plain, encrypted) => {
  expect(encryptedNames(plain)).toContain(encrypted)
  expect(plaintextNames(encrypted)).toEqual([plain])
})

test('the plaintext of a file without a mark has one', () => {
  expect(plaintextNames('a/x.yaml')).toContain('a/x.dec.yaml')
  expect(plaintextNames('a/x.yaml')).toContain('a/x.yaml.dec')
})

test.each([
  ['a/.decrypted~x.yaml', 'a/x.yaml'],
  ['x.dec.yaml', 'x.yaml'],
  ['x.yaml.dec', 'x.yaml'],
  ['a/x.decrypted.json', 'a/x.json'],
  ['x-decrypted.yaml', 'x.yaml'],
  ['x.env.decrypted', 'x.env'],
  ['decrypted_x.ini', 'x.ini'],
])('%s is certainly a copy of %s', (path, source) => {
  expect(leftoverName(path)).toEqual({ sources: [source], certain: true })
})

test.each([
  ['key.dec', 'key'],
  ['note.decrypted', 'note'],
  ['decrypted_note.txt', 'note.txt'],
  ['a/x.plain.yaml', 'a/x.yaml'],
  ['x.clear.env', 'x.env'],
  ['x.tmp.yaml', 'x.yaml'],
  ['a/.x.yaml.swp', 'a/x.yaml'],
  ['x.yaml~', 'x.yaml'],
  ['#x.yaml#', 'x.yaml'],
  ['x.yaml.orig', 'x.yaml'],
  ['x.yaml.bak', 'x.yaml'],
  ['x.yaml.rej', 'x.yaml'],
])('%s may be a copy of %s', (path, source) => {
  expect(leftoverName(path)).toEqual({ sources: [source], certain: false })
})

test('names that say nothing are no leftovers', () => {
  expect(leftoverName('.merge_file_aB3')).toEqual({ sources: [], certain: false })
  expect(leftoverName('decrypted.yaml')).toEqual({ sources: [], certain: true })
  for (const path of [
    'x.yaml',
    'decoder.yaml',
    'december.json',
    'undecrypted.yaml',
    'plain.yaml',
    'a.dec/x.yaml',
    'tmp.yaml',
  ])
    expect([path, leftoverName(path)]).toEqual([path, undefined])
})
