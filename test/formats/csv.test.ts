import { describe, expect, test } from 'vitest'
import { csvRecords, parseCsv } from '../../src/formats/csv.ts'

describe('comma-separated values', () => {
  test.each([
    [
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a\rb', [['a'], ['b']]],
    ['\uFEFFa,b', [['a', 'b']]],
    [
      'a,,\n,b,',
      [
        ['a', '', ''],
        ['', 'b', ''],
      ],
    ],
    ['"a,b","c ""d""","e\nf"', [['a,b', 'c "d"', 'e\nf']]],
    ['a\n\n\nb\n', [['a'], ['b']]],
    ['a,', [['a', '']]],
    ['""', []],
    ['', []],
  ])('%j', (text, rows) => {
    expect(parseCsv(text)).toEqual(rows)
  })

  test.each(['"a', 'a"b"', '"a"b', 'x\n"a\nb'])('a quote out of place is an error: %j', (text) => {
    expect(() => parseCsv(text)).toThrow(/quote/)
  })

  test('rows are read by the names of the header, and one of another length is an error', () => {
    expect(csvRecords('a,b\n1,2')).toEqual([
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    ])
    expect(() => csvRecords('a,b\n1,2\n1')).toThrow('row 3 has 1 fields, and the header has 2')
  })

  test('a large text takes time in proportion', () => {
    expect(parseCsv(`${'"a""b",c\n'.repeat(100_000)}`)).toHaveLength(100_000)
  })
})
