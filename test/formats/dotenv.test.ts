import { describe, expect, it } from 'vitest'
import { parseDotenv } from '../../src/formats/dotenv.ts'
import { keyTree, leavesOf } from '../../src/formats/key-tree.ts'
import type { Tree } from '../../src/formats/tree.ts'

const flat = (tree: Tree): Record<string, unknown> =>
  Object.fromEntries(
    tree.documents.flatMap((document) =>
      [...leavesOf(document)].map(({ path, node }) => [
        path.join('.'),
        node.kind === 'scalar' ? node.value : undefined,
      ]),
    ),
  )

describe('parseDotenv', () => {
  it.each([
    ['a plain line', 'A=1', { A: '1' }],
    ['export and spaces', '  export A = x y  ', { A: 'x y' }],
    ['an empty value', 'A=\nB=2', { A: '', B: '2' }],
    ['Windows line ends', 'A=1\r\nB=2\r\n', { A: '1', B: '2' }],
    ['a byte order mark', '\uFEFFA=1', { A: '1' }],
    ['a key named export', 'export=1', { export: '1' }],
    ['comments', '# B=2\nA=1 # not this\nC=a#b', { A: '1', C: 'a#b' }],
    ['single quotes', "A='x # y\\n'", { A: 'x # y\\n' }],
    ['double quotes with escapes', 'A="x\\n\\"y\\""', { A: 'x\n"y"' }],
    ['a value over several lines', 'A="one\nB=two"\nC=3', { A: 'one\nB=two', C: '3' }],
    ['a quote that never closes', 'A="one\nB=2', { A: '"one', B: '2' }],
    ['equals signs within the value', 'A=b==', { A: 'b==' }],
  ])('reads %s', (_, text, expected) => {
    expect(flat(parseDotenv(text))).toEqual(expected)
  })

  it('gives the offsets of keys and of values without their quotes', () => {
    const text = '# first\n  export KEY_A = "one two" # c\nB=x  \n'
    const [document] = parseDotenv(text).documents
    const entries = document?.kind === 'map' ? document.entries : []
    expect(entries.map((e) => [text.slice(e.keyStart, e.keyEnd), text.slice(e.value.start, e.value.end)])).toEqual([
      ['KEY_A', 'one two'],
      ['B', 'x'],
    ])
  })

  it('tells of lines it does not understand and goes on', () => {
    const tree = parseDotenv('what is this\nA=1')
    expect(tree.problems.map(({ start, end }) => [start, end])).toEqual([[0, 12]])
    expect(keyTree(tree)).toEqual(['A'])
  })

  it('reads a hostile run of unclosed quotes and a long line without losing what follows', () => {
    const text = `${"A='x\\\n".repeat(20_001)}${' '.repeat(100_000)}\nLAST=1\n`
    expect(keyTree(parseDotenv(text))).toContain('LAST')
  })
})
