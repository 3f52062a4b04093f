import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { leftoverDecrypted } from '../../../src/checks/sops-repository/leftover-decrypted.ts'
import type { Origin } from '../../../src/model/unit.ts'
import { contextOf, documentOf, hitsOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'
import { foundBy } from '../../support/found.ts'
import { newRepository, type TestRepository } from '../../support/repository.ts'

const encrypted = `user: ${encOf()}\npassword: ${encOf()}\ntoken: ${encOf()}\nsops:\n  mac: ${encOf()}\n`
const plain = 'user: somebody\npassword: hushed\ntoken: quiet\n'

const notes = async (
  path: string,
  content: string | Uint8Array,
  files: Readonly<Record<string, string>>,
  origin: Origin = { from: 'index' },
): Promise<(string | undefined)[]> => {
  const hits = await hitsOf(leftoverDecrypted, documentOf(path, content, { origin }), contextOf({ files }))
  return hits.map(({ note }) => note)
}

const copyOf = (source: string): string =>
  `This file is plaintext, and by its name a copy of ${source}, which is encrypted`

test.each([
  ['s/x.dec.yaml', 's/x.yaml'],
  ['s/x.dec.yaml', 's/x.enc.yaml'],
  ['s/x.dec.yaml', 's/x.sops.yaml'],
  ['s/x.yaml.dec', 's/x.yaml'],
  ['s/.decrypted~x.yaml', 's/x.yaml'],
  ['s/decrypted_x.yaml', 's/x.yaml'],
  ['s/x.plain.yaml', 's/x.yaml'],
  ['s/x.tmp.yaml', 's/x.yaml'],
  ['s/x.yaml.orig', 's/x.yaml'],
  ['s/x.yaml.bak', 's/x.enc.yaml'],
  ['s/x.yaml~', 's/x.yaml'],
  ['s/#x.yaml#', 's/x.yaml'],
])('%s beside the encrypted %s is found', async (path, source) => {
  expect(await notes(path, plain, { [source]: encrypted })).toEqual([copyOf(source)])
})

test('a swap file of an editor is found by its name, whatever it holds', async () => {
  expect(await notes('.x.yaml.swp', new Uint8Array([98, 48, 0, 1]), { 'x.yaml': encrypted })).toEqual([
    copyOf('x.yaml'),
  ])
  expect(await notes('.x.yaml.swp', `b0\0${encOf()}`, { 'x.yaml': encrypted })).toEqual([])
})

test('what was overwritten and not removed is told as that, and not as plaintext', async () => {
  const [note] = await notes('x.yaml.bak', Buffer.alloc(4096), { 'x.yaml': encrypted })
  expect(note).toMatch(/^wiped remnant, no plaintext: nothing but zeros \(4096 bytes\)/)
})

test('a name that means nothing else is enough in a repository that uses SOPS', async () => {
  const note = 'This file is plaintext, and by its name a decrypted copy'
  expect(await notes('x.dec.yaml', plain, { '.sops.yaml': '' })).toEqual([note])
  expect(await notes('a/x.dec.yaml', plain, { 'a/.sops.yaml': '' })).toEqual([note])
  expect(await notes('.decrypted~x.yaml', plain, {})).toEqual([note])
  expect(await notes('x.dec.yaml', plain, {})).toEqual([])
})

test('a name that is used for other things needs the keys of an encrypted file', async () => {
  const note = 'This file is a leftover by its name, and repeats the keys of s/y.yaml in plaintext'
  for (const path of ['.merge_file_a1b2c3', 'copy.plain.yaml', 'z.yaml.orig'])
    expect([path, await notes(path, plain, { 's/y.yaml': encrypted })]).toEqual([path, [note]])
  expect(await notes('z.yaml.orig', 'other: value\n', { 's/y.yaml': encrypted })).toEqual([])
  expect(await notes('z.yaml.orig', plain, { '.sops.yaml': '', 's/y.yaml': plain })).toEqual([])
})

test('encrypted and empty files, placeholders, examples, documentation and source code are clean', async () => {
  const files = { '.sops.yaml': '', 'x.yaml': encrypted, 'x.go': encrypted, 'x.md': encrypted }
  const clean: readonly (readonly [string, string])[] = [
    ['x.dec.yaml', encrypted],
    ['x.dec.yaml', ''],
    ['x.dec.yaml', '\n'],
    ['x.dec.yaml', 'user: changeme\npassword: <password>\ntoken: ""\n'],
    ['x.yaml.orig', encrypted],
    ['x.dec.yaml.example', plain],
    ['decrypted_x.md', plain],
    ['decrypted_x.go', plain],
    ['decoder.yaml', plain],
  ]
  for (const [path, content] of clean) expect([path, await notes(path, content, files)]).toEqual([path, []])
})

describe('in a repository', () => {
  let repository: TestRepository
  beforeEach(() => {
    repository = newRepository()
    repository.stage('x.enc.yaml', encrypted)
  })
  afterEach(() => repository.remove())

  const found = async (verb: string): Promise<[number, string[]]> => {
    const { code, lines, remedies } = await foundBy(repository, verb)
    return [code, lines.map((line, index) => `${line}: ${remedies[index]}`)]
  }

  const shred = 'leaktight shred x.dec.yaml'

  test('one that is staged or tracked fails, with the commands that remove it', async () => {
    const said = [
      `sops-leftover-decrypted high x.dec.yaml: Run: git rm --cached x.dec.yaml, then ${shred}. If it was ever pushed, replace the credentials in it first.`,
    ]
    repository.stage('x.dec.yaml', plain)
    expect(await found('staged')).toEqual([1, said])
    expect(await found('audit')).toEqual([1, said])
    repository.commit('first')
    expect(await found('ci')).toEqual([1, said])
  })

  test('one that git does not know is told, and one that it ignores is clean', async () => {
    repository.write('x.dec.yaml', plain)
    expect(await found('staged')).toEqual([0, []])
    expect(await found('audit')).toEqual([0, [`sops-leftover-decrypted low x.dec.yaml: Run: ${shred}`]])
    repository.stage('.gitignore', '*.dec.yaml\n')
    expect(await found('audit')).toEqual([0, []])
  })
})
