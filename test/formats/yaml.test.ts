import { expect, test } from 'vitest'
import { keyTree, leavesOf } from '../../src/formats/key-tree.ts'
import type { Tree } from '../../src/formats/tree.ts'
import { parseAnyYaml, parseYaml } from '../../src/formats/yaml.ts'

const leaves = (tree: Tree): unknown[] =>
  tree.documents.flatMap((document) =>
    [...leavesOf(document)].map(({ path, node }) => [path.join('.'), node.kind === 'scalar' ? node.value : '*']),
  )

const sources = (tree: Tree, text: string): string[] =>
  tree.documents.flatMap((document) => [...leavesOf(document)].map(({ node }) => text.slice(node.start, node.end)))

test('scalars of YAML 1.2 are read, and yes, no and dates are strings', async () => {
  const tree = await parseYaml(
    's: x\ni: 42\nf: 1.5\nt: true\nn: ~\ne:\nq: "42"\ny: yes\nd: 2024-05-06\nbig: 9007199254740993\n',
  )
  expect(tree.problems).toEqual([])
  expect(leaves(tree)).toEqual([
    ['s', 'x'],
    ['i', 42],
    ['f', 1.5],
    ['t', true],
    ['n', null],
    ['e', null],
    ['q', '42'],
    ['y', 'yes'],
    ['d', '2024-05-06'],
    ['big', 9007199254740993n],
  ])
})

test('offsets name the value without its comment, behind a byte order mark and with CRLF', async () => {
  const text = '\uFEFFa: väl # c\r\nb:\r\n  - "q" # d\r\n  - {x: y}\r\nc: |\r\n  block\r\n'
  expect(sources(await parseYaml(text), text)).toEqual(['väl', '"q"', 'y', '|\r\n  block\r\n'])
})

test('all documents are read', async () => {
  expect(leaves(await parseYaml('a: 1\n---\nb: 2\n...\n---\n- 3\n'))).toEqual([
    ['a', 1],
    ['b', 2],
    ['', 3],
  ])
})

test('both twins of a duplicate key are kept', async () => {
  expect(leaves(await parseYaml('a: 1\na: 2\n'))).toEqual([
    ['a', 1],
    ['a', 2],
  ])
})

test('keys that are no strings keep their spelling', async () => {
  expect(keyTree(await parseYaml('1: a\ntrue: b\n~: c\n? [x, y]\n: d\n<<: e\n'))).toEqual([
    '1',
    '<<',
    '[x, y]',
    'true',
    '~',
  ])
})

test('an alias keeps its name and its target, and is never expanded', async () => {
  const [root] = (await parseYaml('a: &x {k: v}\nb: *x\n')).documents
  const alias = root?.kind === 'map' ? root.entries[1]?.value : undefined
  expect(alias?.kind === 'alias' && [alias.name, alias.target?.kind]).toEqual(['x', 'map'])
})

test('an alias bomb stays as small as its text', async () => {
  const levels = Array.from({ length: 30 }, (_, level) => `l${level}: &l${level} [${`*l${level - 1}, `.repeat(9)}]`)
  const tree = await parseYaml(`l-1: &l-1 x\n${levels.join('\n')}\n`)
  expect(tree.problems).toEqual([])
  expect(leaves(tree)).toHaveLength(1 + 30 * 9)
})

test('comments are found, and # inside of scalars is none', async () => {
  const text = '# top\na: x # side\nb: "# no"\nc: a#no\nd: |\n  # no\ne: > # yes\n  # no\n#last'
  const { comments } = await parseYaml(text)
  expect(comments.map((comment) => comment.text)).toEqual([' top', ' side', ' yes', 'last'])
  expect(comments.map(({ start, end }) => text.slice(start, end))).toEqual(['# top', '# side', '# yes', '#last'])
})

test('a block scalar at the top may begin with #', async () => {
  const tree = await parseYaml('--- |\n# no\n')
  expect(tree.comments).toEqual([])
  expect(leaves(tree)).toEqual([['', '# no\n']])
})

test.each([
  'a: b: c\n',
  'a: "x\n',
  'a: 1\nstray\n',
  'a:\n\tb: 1\n',
  '<<<<<<< ours\na: 1\n=======\na: 2\n>>>>>>> theirs\n',
])('%j has a problem that quotes nothing', async (text) => {
  const { problems } = await parseYaml(text)
  expect(problems.length).toBeGreaterThan(0)
  for (const { message } of problems) expect(message).toMatch(/^[a-z0-9 ]+$/)
})

test.each([
  ['flow lists', '['.repeat(10_000)],
  ['flow maps', '{a: '.repeat(10_000)],
  ['block lists', `${'- '.repeat(10_000)}x`],
  ['explicit keys', '? '.repeat(10_000)],
  ['a map in the value of a map', 'a: b: c\n'.repeat(10_000)],
])('nesting of 10,000 levels of %s is a problem and no stack overflow', async (_, text) => {
  expect((await parseYaml(text)).problems.map(({ message }) => message)).toEqual(['nested deeper than 200 levels'])
})

test('150 levels are read', async () => {
  const tree = await parseYaml(`${'[{a: '.repeat(75)}x${'}]'.repeat(75)}`)
  expect(tree.problems).toEqual([])
  expect(leaves(tree)).toEqual([[Array(75).fill('a').join('.'), 'x']])
})

test('a text of more than 8 MiB is not read, and the problem says so', async () => {
  const { problems } = await parseYaml(`a: ${'x'.repeat(8 * 1024 * 1024)}`)
  expect(problems.map(({ message }) => message)).toEqual(['larger than 8 MiB, the limit for reading structure'])
})

test('a text of more tokens than memory bears is a problem', async () => {
  const { problems } = await parseYaml(`[${'1,'.repeat(600_000)}1]`)
  expect(problems.map(({ message }) => message)).toEqual(['more than 1000000 tokens'])
})

test('SOPS writes JSON with tabs, which is read too', async () => {
  expect(leaves(await parseYaml('{\n\t"data": "x",\n\t"sops": {\n\t\t"mac": "y"\n\t}\n}\n'))).toEqual([
    ['data', 'x'],
    ['sops.mac', 'y'],
  ])
})

test('what has lost its colon is no name of anything, and a key without a value is one', async () => {
  const broken = await parseYaml('a: b\nlost\n')
  expect(broken.problems).toHaveLength(1)
  expect(leaves(broken)).toContainEqual(['lost\n', null])
  expect(leaves(await parseYaml('a: b\nkept:\n? set\n'))).toEqual([
    ['a', 'b'],
    ['kept', null],
    ['set', null],
  ])
})

test.each(['\n[a]', '][', '\\\n', '\n"a"', '\n- '])('twenty thousand of %j take no time', async (unit) => {
  const text = `a: b\n${unit.repeat(20_000)}\nc: d\n`
  const start = performance.now()
  const { problems } = await parseYaml(text)
  expect(performance.now() - start).toBeLessThan(1000)
  expect(problems.length).toBeGreaterThan(0)
})

test('a few hundred slips are all told, and a long set has none', async () => {
  const slips = await parseYaml(`a: b\n${'[a]\n'.repeat(300)}`)
  expect(slips.problems).toHaveLength(300)
  const set = Array.from({ length: 5000 }, (_, index) => `? k${index}\n`).join('')
  expect((await parseYaml(set)).problems).toEqual([])
  const keys = Array.from({ length: 5000 }, (_, index) => `k${index}:\n`).join('')
  expect((await parseYaml(`${keys}x: {y: z}\n`)).problems).toEqual([])
})

test('a run of empty items costs little, keeps every offset, and text in a block scalar is left as it is', async () => {
  const run = `l:\n${'- \n'.repeat(20_000)}- x\nafter: 1\nbroken: "\n`
  const tree = await parseAnyYaml(run)
  const last = leaves(tree).at(-1)
  expect(leaves(tree).length).toBeLessThan(2000)
  expect(sources(tree, run)).toContain('x')
  expect(last).toBeDefined()
  expect(leaves(await parseAnyYaml(`text: |\n${'  -\n'.repeat(2000)}`))).toEqual([['text', '-\n'.repeat(2000)]])
  expect(leaves(await parseAnyYaml(`--- |\n${'-\n'.repeat(2000)}`))).toEqual([['', '-\n'.repeat(2000)]])
  const behind = leaves(await parseAnyYaml(`a:\n  b: |\n    text\nl:\n${'- \n'.repeat(20_000)}- x\n`))
  expect(behind.length).toBeLessThan(2000)
  const spaced = `l:\n${'- \n\n'.repeat(20_000)}- x\n`
  expect(sources(await parseAnyYaml(spaced), spaced).at(-1)).toBe('x')
  expect(leaves(await parseAnyYaml(spaced)).length).toBeLessThan(2000)
  expect(leaves(await parseAnyYaml('- \n- \n- a\n'))).toEqual([
    ['', null],
    ['', null],
    ['', 'a'],
  ])
})

test('twenty thousand lists where a nested entry is expected are given up soon', async () => {
  const text = `a:\n  b:\n    c: 1\n    {\n${'[a]\n'.repeat(20_000)}\n    }\n`
  expect((await parseAnyYaml(text)).problems).toHaveLength(1)
  const many = `{ ${Array.from({ length: 3000 }, (_, index) => `k${index}: ${index}`).join(', ')} }\n`
  expect((await parseAnyYaml(many)).problems).toEqual([])
})
