import { expect, test } from 'vitest'
import { conflictMarkers } from '../../../src/checks/sops-repository/conflict-markers.ts'
import { contextOf, documentOf, hitsOf, lineOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'

const config = { '.sops.yaml': 'creation_rules:\n  - path_regex: ^secrets/\n' }

const lines = async (
  path: string,
  content: string,
  files: Readonly<Record<string, string>> = {},
): Promise<number[]> => {
  const document = documentOf(path, content)
  const hits = await hitsOf(conflictMarkers, document, contextOf({ files }))
  return hits.map((hit) => lineOf(document, hit))
}

const conflict = (ours: string, theirs: string): string => `<<<<<<< HEAD\n${ours}\n=======\n${theirs}\n>>>>>>> other\n`
const metadata = `sops:\n  mac: ${encOf()}\n`

test('a conflict in an encrypted file is found once, at its first marker', async () => {
  expect(await lines('x.yaml', `a: ${encOf()}\n${conflict(`b: ${encOf()}`, `b: ${encOf()}`)}${metadata}`)).toEqual([2])
})

test.each([
  ['x.env', `A=${encOf()}\n${conflict(`B=${encOf()}`, 'B=c')}sops_mac=${encOf()}\n`, 2],
  ['x.ini', `[s]\n${conflict(`b = ${encOf()}`, 'b = c')}[sops]\nmac = ${encOf()}\n`, 2],
  ['x.json', `{\n${conflict(`"a": "${encOf()}",`, '"a": 1,')}"sops": {}}`, 2],
  ['vars/secret', conflict(`{"data": "${encOf()}"}`, '{}'), 1],
])('in every store: %s', async (path, content, line) => {
  expect(await lines(path, content)).toEqual([line])
})

test('with Windows line ends, with the common ancestor, and one marker that was forgotten', async () => {
  expect(await lines('x.yaml', conflict(`a: ${encOf()}`, 'a: b').replaceAll('\n', '\r\n'))).toEqual([1])
  expect(await lines('x.yaml', `a: ${encOf()}\n||||||| 1234567\n${metadata}`)).toEqual([2])
  expect(await lines('x.yaml', `a: ${encOf()}\n=======\n${metadata}`)).toEqual([2])
  expect(await lines('x.yaml', `a: ${encOf()}\n>>>>>>> other\n${metadata}`)).toEqual([2])
})

test('a conflict in a file that must be encrypted is found, also where all of it is plaintext', async () => {
  expect(await lines('secrets/x.yaml', conflict('a: b', 'a: c'), config)).toEqual([1])
  expect(await lines('secrets/note.txt', conflict('one', 'two'), config)).toEqual([1])
  expect(await lines('other/x.yaml', conflict('a: b', 'a: c'), config)).toEqual([])
})

test('headings, documentation, source code and files without ciphertext are clean', async () => {
  expect(await lines('README.md', `Heading\n=======\n\n    a: ${encOf()}\n`)).toEqual([])
  expect(await lines('README.md', conflict(`a: ${encOf()}`, 'x'))).toEqual([])
  expect(await lines('secrets/README.md', conflict('a: b', 'x'), config)).toEqual([])
  expect(await lines('secrets/note', 'Heading\n=======\n', config)).toEqual([])
  expect(await lines('guide.adoc', `Title\n=======\n${encOf()}\n`)).toEqual([])
  expect(await lines('quotes.yaml', `a: ${encOf()}\n=======\n`)).toEqual([])
  expect(await lines('test/merge.test.ts', conflict(encOf(), ''))).toEqual([])
  expect(await lines('x.yaml', conflict('a: b', 'a: c'))).toEqual([])
})

test('longer rows and markers inside of a line are no markers', async () => {
  const before = `a: ${encOf()}\n`
  for (const row of ['========', '<<<<<<<<', '# <<<<<<< HEAD', ' =======', '=======x', '>>>>>>>other'])
    expect(await lines('x.yaml', `${before}${row}\n${metadata}`)).toEqual([])
})
