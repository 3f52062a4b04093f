import { describe, expect, test } from 'vitest'
import { parseHcl, parseHclExpression } from '../../src/formats/hcl.ts'
import type { HclEntry, HclNode } from '../../src/formats/hcl-tree.ts'

/** A node as plain data: `$x` for a name, `f(…)` for a call, `~` for what is not known. */
const plain = (node: HclNode, text: string): unknown => {
  switch (node.kind) {
    case 'template':
      return node.parts.flatMap((part) => (part.kind === 'text' ? part.value : [plain(part, text)]))
    case 'heredoc':
      return `<<${text.slice(node.start, node.end)}`
    case 'list':
      return node.items.map((item) => plain(item, text))
    case 'object':
      return Object.fromEntries(node.items.map(({ key, value }) => [key ?? '*', plain(value, text)]))
    case 'call':
      return { call: node.name, args: node.args.map((item) => plain(item, text)) }
    case 'choice':
      return { choice: node.of.map((item) => plain(item, text)) }
    case 'name':
      return `$${node.name}`
    case 'other':
      return '~'
  }
}

const body = (entries: readonly HclEntry[], text: string): unknown =>
  entries.map((entry) =>
    entry.kind === 'attribute'
      ? { [entry.name]: plain(entry.value, text) }
      : { [[entry.type, ...entry.labels].join(' ')]: body(entry.body, text) },
  )

const file = (text: string): unknown => body(parseHcl(text).body, text)
const expression = (text: string): unknown => plain(parseHclExpression(text, 0, text.length).node, text)

describe('a file', () => {
  test('blocks with labels, attributes and comments', () => {
    const text =
      '# a\nresource "x" "y" { // b\n  a = "1" /* c\n */\n  inner {\n    b = 2\n  }\n  one { c = true }\n}\nd = null\n'
    expect(file(text)).toEqual([
      { 'resource x y': [{ a: ['1'] }, { inner: [{ b: '~' }] }, { one: [{ c: '$true' }] }] },
      { d: '$null' },
    ])
  })

  test('an attribute ends with its line, within brackets it does not', () => {
    expect(file('a = x\nb = [\n  x,\n  y\n]\nc = (\n  x\n)\nd = f(\n  x,\n)\n')).toEqual([
      { a: '$x' },
      { b: ['$x', '$y'] },
      { c: '$x' },
      { d: { call: 'f', args: ['$x'] } },
    ])
  })

  test('heredocs, with and without indentation', () => {
    expect(file('a = <<EOF\nx\n  EOF2\nEOF\nb = <<-END\n  y\n  END\nc = 1\n')).toEqual([
      { a: '<<x\n  EOF2\n' },
      { b: '<<  y\n' },
      { c: '~' },
    ])
  })

  test('offsets', () => {
    const text = 'é = 1\nab = ["x"]\n'
    const entry = parseHcl(text).body[1]
    expect(entry?.kind === 'attribute' && text.slice(entry.start, entry.nameEnd)).toBe('ab')
    expect(entry?.kind === 'attribute' && text.slice(entry.value.start, entry.value.end)).toBe('["x"]')
  })
})

describe('an expression', () => {
  test.each<[string, unknown]>([
    ['"a$' + '{b}c"', ['a', '$b', 'c']],
    ['"$$' + '{b}"', ['$' + '{b}']],
    ['"\\u0041\\n\\"\\\\"', ['A\n"\\']],
    ['"$' + '{f("}", {a = "\\""})}x"', [{ call: 'f', args: [['}'], { a: ['"'] }] }, 'x']],
    ['a.b[0].c["x"].*.d', '$a.b[].c[].*.d'],
    ['x ? "a" : [b]', { choice: [['a'], ['$b']] }],
    ['a + b', '~'],
    ['!a', '$a'],
    ['provider::aws::f(a)', { call: 'provider::aws::f', args: ['$a'] }],
    ['{ a = 1, "b" : c\n d = [e] }', { a: '~', b: '$c', d: ['$e'] }],
    ['{ (a) = 1 }', { '*': '~' }],
    ['[for x in y : { z = x }]', ['$for', '$x', '$in', '$y', { z: '$x' }]],
    ['{"a": [1, {"b": null}], "c": "d"}', { a: ['~', { b: '$null' }], c: ['d'] }],
    ['f(a)[0]', '~'],
    ['', '~'],
  ])('%s', (text, expected) => expect(expression(text)).toEqual(expected))
})

test('what is damaged is stepped over', () => {
  for (const text of ['{', '}', '"', '"${', '<<EOF\n', '[[[', '/*', 'a = ', 'a "b', '= = =', '((', 'a {', '%{', '\\'])
    expect(() => parseHcl(text)).not.toThrow()
  expect(file('a = ]\nb = 1\nx } c = 2\n')).toEqual(expect.arrayContaining([{ b: '~' }, { c: '~' }]))
})

test.each([
  ['lists', '['],
  ['objects', '{a='],
  ['blocks', 'a {\n'],
  ['strings', '"${'],
  ['parentheses', '('],
  ['indexes', 'a['],
  ['conditions', 'a?b:'],
])('too deep, %s: a problem and no stack overflow', (_, sign) => {
  const text = `x = ${sign.repeat(100_000)}`
  expect(parseHcl(sign.startsWith('a {') ? sign.repeat(100_000) : text).problem?.message).toMatch(/nested deeper/)
})
