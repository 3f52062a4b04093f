import { describe, expect, it } from 'vitest'
import { parseIni } from '../../src/formats/ini.ts'
import { keyTree, leavesOf } from '../../src/formats/key-tree.ts'

const values = (text: string): Record<string, unknown> =>
  Object.fromEntries(
    parseIni(text).documents.flatMap((document) =>
      [...leavesOf(document)].map(({ path, node }) => [
        path.join('/'),
        node.kind === 'scalar' ? node.value : undefined,
      ]),
    ),
  )

describe('parseIni', () => {
  it.each([
    [
      'sections',
      '[default]\nregion = a\n[profile dev]\nregion=b',
      { 'default/region': 'a', 'profile dev/region': 'b' },
    ],
    ['keys before the first section', 'a: 1\n[s]\nb = 2', { a: '1', 's/b': '2' }],
    ['comments', '; x = 1\n# y = 2\n[s] ; here\na = 1 ; not this\nb = x;y', { 's/a': '1', 's/b': 'x;y' }],
    ['quotes', '[s]\na = " x ; y "\nb = "open', { 's/a': ' x ; y ', 's/b': '"open' }],
    [
      'keys without a value',
      '[mysqld]\nskip-networking\nport=1',
      { 'mysqld/skip-networking': null, 'mysqld/port': '1' },
    ],
    ['Windows line ends and a byte order mark', '\uFEFF[s]\r\na=1\r\n', { 's/a': '1' }],
    ['indented keys', '[s]\n  a = 1\n\tb = 2', { 's/a': '1', 's/b': '2' }],
    ['equals signs within the value', '[s]\na = b==', { 's/a': 'b==' }],
  ])('reads %s', (_, text, expected) => {
    expect(values(text)).toEqual(expected)
  })

  it('gives the offsets of sections, keys and values', () => {
    const text = '[ dev ]\n  key = "some value" ; c\n'
    const [document] = parseIni(text).documents
    const section = document?.kind === 'map' ? document.entries[0] : undefined
    const entry = section?.value.kind === 'map' ? section.value.entries[0] : undefined
    expect(text.slice(section?.keyStart, section?.keyEnd)).toBe('dev')
    expect(text.slice(entry?.keyStart, entry?.keyEnd)).toBe('key')
    expect(text.slice(entry?.value.start, entry?.value.end)).toBe('some value')
  })

  it('keeps sections of the same name beside each other', () => {
    const [document] = parseIni('[s]\na=1\n[s]\nb=2').documents
    expect(document?.kind === 'map' ? document.entries.map(({ key }) => key) : []).toEqual(['s', 's'])
  })

  it('tells of a section that is not closed and goes on', () => {
    const tree = parseIni('[s\na=1')
    expect(tree.problems).toHaveLength(1)
    expect(keyTree(tree)).toEqual(['a'])
  })
})
