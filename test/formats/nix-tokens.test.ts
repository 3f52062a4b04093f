import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NixTokenKind } from '../../src/formats/nix-token.ts'
import { nixTokens } from '../../src/formats/nix-tokens.ts'

const cut = (text: string): [NixTokenKind, string][] =>
  nixTokens(text)
    .filter(({ kind }) => kind !== 'space')
    .map(({ kind, start, end }) => [kind, text.slice(start, end)])

const kindsOf = (text: string, kind: NixTokenKind): string[] =>
  cut(text)
    .filter(([own]) => own === kind)
    .map(([, token]) => token)

// Pieces that mean something to the lexer, so that random texts are not only operators.
const piece = fc.oneof(
  fc.constantFrom('"', "''", '${', '}', '{', '\\', '$', '$$', "'", "''$", "'''", "''\\", '#', '/*', '*/', '\n', ' '),
  fc.constantFrom(
    './a',
    '../x.yaml',
    '/etc/x',
    '~/.ssh',
    '<nixpkgs>',
    'https://x.y/z',
    'a.b-c',
    "f'",
    '1.5',
    '//',
    ';',
  ),
  fc.string({ maxLength: 6 }),
)
const anyText = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''))

test('tokens stand one behind the other and are the text, whatever it is', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      let at = 0
      for (const { start, end } of nixTokens(text)) {
        expect(start).toBe(at)
        expect(end).toBeGreaterThan(start)
        at = end
      }
      expect(at).toBe(text.length)
    }),
    { numRuns: 3000 },
  )
})

test('no string and no comment leaks code', () => {
  const inner = fc.string({ maxLength: 30 })
  const quoted = inner.map((text) => `"${text.replace(/["\\$]/g, (sign) => `\\${sign}`)}"`)
  const indented = inner.map((text) => `''${text.replace(/'/g, ' ').replace(/\$/g, "''$")}''`)
  const line = inner.map((text) => `#${text.replace(/[\r\n]/g, ' ')}\n`)
  const block = inner.map((text) => `/*${text.replaceAll('*/', '  ')} */`)
  fc.assert(
    fc.property(fc.oneof(quoted, indented, line, block), (thing) => {
      const names = kindsOf(`a ${thing} b`, 'name')
      expect(names).toEqual(['a', 'b'])
      expect(kindsOf(`a ${thing} b`, 'operator')).toEqual([])
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['"a\\"b"', ['a\\"b']],
  ['"a\\${x}b"', ['a\\${x}b']],
  ['"a$${x}b"', ['a$${x}b']],
  ['"$"', ['$']],
  ['"\\\\"', ['\\\\']],
  ["''a'''b''", ["a'''b"]],
  ["''a''${x}b''", ["a''${x}b"]],
  ["''a$${x}b''", ['a$${x}b']],
  ["''a''\\nb''", ["a''\\nb"]],
  ["''it's $''", ["it's $"]],
])('%s is one text', (text, texts) => {
  expect(kindsOf(text, 'text')).toEqual(texts)
  expect(kindsOf(text, 'name')).toEqual([])
  expect(cut(text).at(-1)?.[0]).toBe('close-quote')
})

test('code in strings is code, to any depth', () => {
  expect(kindsOf('"a${b + "c${d}e" + f}g"', 'name')).toEqual(['b', 'd', 'f'])
  expect(kindsOf('"a${b + "c${d}e" + f}g"', 'text')).toEqual(['a', 'c', 'e', 'g'])
  expect(kindsOf("''${x { y = ''z''; }}w'' v", 'text')).toEqual(['z', 'w'])
})

test.each(['./a', './.', '../../secrets/a.yaml', '/etc/ssh/key', '~/.ssh/id', 'a/b', './a-b_c+d.yaml', '/nix/store/x'])(
  '%s is a path',
  (path) => {
    expect(cut(`x = ${path};`)).toEqual([
      ['name', 'x'],
      ['operator', '='],
      ['path', path],
      ['operator', ';'],
    ])
  },
)

test('a path may be worked out in part', () => {
  expect(cut('./${x}/b ~/${y}')).toEqual([
    ['path', './'],
    ['interpolation', '${'],
    ['name', 'x'],
    ['operator', '}'],
    ['path', '/b'],
    ['path', '~/'],
    ['interpolation', '${'],
    ['name', 'y'],
    ['operator', '}'],
  ])
})

test('names, URIs, search paths, numbers and operators', () => {
  expect(cut("foo'-bar https://a.b/c?d=e <nixpkgs/lib> 1.5e3 a//b a.b ...")).toEqual([
    ['name', "foo'-bar"],
    ['uri', 'https://a.b/c?d=e'],
    ['search-path', '<nixpkgs/lib>'],
    ['number', '1.5e3'],
    ['name', 'a'],
    ['operator', '//'],
    ['name', 'b'],
    ['name', 'a'],
    ['operator', '.'],
    ['name', 'b'],
    ['operator', '...'],
  ])
  expect(cut('a < b').map(([kind]) => kind)).toEqual(['name', 'operator', 'name'])
})

test('more tokens than are wanted become one', () => {
  expect(nixTokens('a b c d', 3)).toEqual([
    { kind: 'name', start: 0, end: 1 },
    { kind: 'space', start: 1, end: 2 },
    { kind: 'name', start: 2, end: 3 },
    { kind: 'rest', start: 3, end: 7 },
  ])
})
