import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseNix } from '../../src/formats/nix.ts'
import type { NixNode } from '../../src/formats/nix-tree.ts'

const only = (text: string): NixNode | undefined => {
  const { roots, problem } = parseNix(text)
  expect(problem).toBeUndefined()
  expect(roots).toHaveLength(1)
  return roots[0]
}

/** The attribute paths of a set, as they are written. */
const keysOf = (node: NixNode | undefined): string[] =>
  node?.kind === 'set' ? node.bindings.map(({ keys }) => keys.map(({ name }) => name ?? '?').join('.')) : []

test('attribute paths in all their forms', () => {
  expect(keysOf(only('{ a.b = 1; "c d".e = 2; ${f}.g = 3; inherit h; "x${y}" = 4; inherit (z) w; }'))).toEqual([
    'a.b',
    'c d.e',
    '?.g',
    '?',
    '',
  ])
})

test('functions, let, with, assert and if end where they should', () => {
  const text = '{ a, b ? { c = 1; }, ... }@args: let x = 1; in with y; assert z; if p then q else { r = [ 1 (f 2) ]; }'
  const lambda = only(text)
  expect(lambda?.kind === 'lambda' && lambda.bindings.map(({ keys }) => keys[0]?.name)).toEqual(['b'])
  const outer = lambda?.kind === 'lambda' ? lambda.body : undefined
  expect(outer?.kind === 'let' && outer.body.kind === 'scoped' && outer.body.body.kind).toBe('scoped')
})

test('a function is applied to everything that stands beside it', () => {
  const call = only('lib.mkIf (a == b) { c = ./d; }')
  expect(call?.kind === 'call' && call.args.map(({ kind }) => kind)).toEqual(['operation', 'set'])
})

test.each([
  '{ a = 1',
  '{ a = ; b = 2; }',
  '{ a = "x',
  '{ a = (1; b = 2; }',
  '}}}',
  '{ a = ${; }',
  'let in',
  '{ a b c }',
  "''${''",
])('%s is read as far as it goes', (text) => {
  expect(parseNix(text).problem).toBeUndefined()
})

test('a missing value does not take the next binding with it', () => {
  expect(keysOf(only('{ a = ; b = 2; }'))).toEqual(['a', 'b'])
  expect(keysOf(only('{ a = (1; b = 2; }'))).toEqual(['a', 'b'])
})

test.each([
  ['sets', '{ a = ', '; }'],
  ['lists', '[ ', ' ]'],
  ['parentheses', '( ', ' )'],
  ['strings', '"${', '}"'],
  ['functions', 'x: ', ''],
  ['conditions', 'if a then b else ', ''],
])('%s nested too deep are a problem and no crash', (_, open, close) => {
  expect(parseNix(`${open.repeat(90)}1${close.repeat(90)}`).problem).toBeUndefined()
  expect(parseNix(`${open.repeat(100_000)}1${close.repeat(100_000)}`).problem?.message).toContain('nested deeper')
})

test('any text is read', () => {
  const piece = fc.constantFrom(
    ..."{ } [ ] ( ) ; = : , . ? @ \" '' ${ let in with if then else rec inherit or a b.c ./d // ++ - ! # /* */".split(
      ' ',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => {
      parseNix(pieces.join(' '))
    }),
    { numRuns: 3000 },
  )
})

test('the old let, a set whose body is its value', () => {
  const { roots, problem } = parseNix('let { a = 1; body = a; }')
  expect(problem).toBeUndefined()
  expect(roots).toMatchObject([{ kind: 'set', bindings: [{ keys: [{ name: 'a' }] }, { keys: [{ name: 'body' }] }] }])
})
