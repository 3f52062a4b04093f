import { expect, test } from 'vitest'
import { parseJson } from '../../src/formats/json.ts'
import { keyTree, leavesOf } from '../../src/formats/key-tree.ts'
import type { Tree } from '../../src/formats/tree.ts'

const leaves = (tree: Tree): unknown[] =>
  tree.documents.flatMap((document) =>
    [...leavesOf(document)].map(({ path, node }) => [path.join('.'), node.kind === 'scalar' ? node.value : node.name]),
  )

test('every kind of value is read', async () => {
  const tree = await parseJson(
    '{"s": "x\\n", "n": -1.5e3, "t": true, "f": false, "z": null, "l": [1, [2]], "o": {}, "e": []}',
  )
  expect(tree.problems).toEqual([])
  expect(leaves(tree)).toEqual([
    ['s', 'x\n'],
    ['n', -1500],
    ['t', true],
    ['f', false],
    ['z', null],
    ['l', 1],
    ['l', 2],
  ])
})

test('offsets name the value in the text, behind a byte order mark and tabs as well', async () => {
  const text = '\uFEFF{\r\n\t"a":\t"väl\\u0075e" }'
  const [root] = (await parseJson(text)).documents
  if (root?.kind !== 'map') throw new Error('no map')
  const [entry] = root.entries
  expect(text.slice(entry?.keyStart, entry?.keyEnd)).toBe('"a"')
  expect(text.slice(entry?.value.start, entry?.value.end)).toBe('"väl\\u0075e"')
  expect(text.slice(root.start, root.end)).toBe(text.slice(1))
})

test('both twins of a duplicate key are kept', async () => {
  expect(leaves(await parseJson('{"a": 1, "a": 2}'))).toEqual([
    ['a', 1],
    ['a', 2],
  ])
})

test('an integer that a double cannot hold keeps its digits', async () => {
  expect(leaves(await parseJson('[9007199254740993]'))).toEqual([['', 9007199254740993n]])
})

test('what stands after the root is named, and white space is not', async () => {
  const text = '{"a": 1}\n hidden }{ \n'
  const { trailing, problems } = await parseJson(text)
  expect(problems).toEqual([])
  expect(text.slice(trailing?.start, trailing?.end)).toBe('hidden }{')
  expect((await parseJson('{"a": 1}\n\n')).trailing).toBeUndefined()
})

test.each([
  '{"a": 1,}',
  '[1,]',
  '{"a" 1}',
  '{a: 1}',
  '[1 2]',
  '{"a": 1',
  '["x',
  '[01x]',
  '// c\n{}',
  '[1, /* c */ 2]',
  '',
])('%j is refused with one problem', async (text) => {
  expect((await parseJson(text)).problems).toHaveLength(1)
})

test('a problem never quotes the text', async () => {
  const [problem] = (await parseJson('{"key": hunter}')).problems
  expect(problem?.message).toBe('a value is expected here')
  expect([problem?.start, problem?.end]).toEqual([8, 14])
})

test('nesting of 10,000 levels is a problem and no stack overflow', async () => {
  const text = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
  expect((await parseJson(text)).problems.map(({ message }) => message)).toEqual(['nested deeper than 200 levels'])
  expect((await parseJson(`${'['.repeat(200)}${']'.repeat(200)}`)).problems).toEqual([])
})

test('a text of more than 8 MiB is not read, and the problem says so', async () => {
  const { problems } = await parseJson(`["${'x'.repeat(8 * 1024 * 1024)}"]`)
  expect(problems.map(({ message }) => message)).toEqual(['larger than 8 MiB, the limit for reading structure'])
})

test('a text of more tokens than memory bears is a problem', async () => {
  const { problems } = await parseJson(`[${'1,'.repeat(600_000)}1]`)
  expect(problems.map(({ message }) => message)).toEqual(['more than 1000000 tokens'])
})

test('the key tree is sorted, unique and without list positions', async () => {
  expect(keyTree(await parseJson('{"b": [{"c": 1}, {"c": 2, "a": 3}], "a": {"x": null}, "e": {}}'))).toEqual([
    'a.x',
    'b.a',
    'b.c',
  ])
})
