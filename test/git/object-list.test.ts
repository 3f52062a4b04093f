import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idAt, objectListParser, placesWhere, typeAt } from '../../src/git/object-list.ts'

const [a, b, c, d] = ['0123456789abcdef0123', 'b', 'c', 'fe'].map((part) => part.padEnd(40, '7')) as [
  string,
  string,
  string,
  string,
]

const listOf = (...pieces: string[]) => {
  const parser = objectListParser()
  for (const piece of pieces) parser.push(Buffer.from(piece))
  return parser.list()
}

const shown = (list: ReturnType<typeof listOf>): string[] =>
  Array.from({ length: list.count }, (_, index) => `${idAt(list, index)} ${typeAt(list, index)} ${list.sizes[index]}`)

const output = `${a} blob 12\n${b} tree 300\n${c} commit 0\n${d} tag 5000000000\n${b} missing\n`

describe('the list of objects', () => {
  it('holds what has text, with type and size, and no tree', () => {
    expect(shown(listOf(output))).toEqual([`${a} blob 12`, `${c} commit 0`, `${d} tag 5000000000`])
  })

  it('names what git cannot read', () => {
    expect(listOf(output).unreadable).toEqual([b])
  })

  it('is the same however the output is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(output.length)), (cuts) => {
        const edges = [0, ...cuts.sort((x, y) => x - y), output.length]
        const pieces = edges.slice(1).map((edge, index) => output.slice(edges[index], edge))
        expect(shown(listOf(...pieces))).toEqual(shown(listOf(output)))
      }),
    )
  })

  it('grows, and knows the longer ids of SHA-256', () => {
    const ids = Array.from({ length: 5000 }, (_, index) => index.toString(16).padStart(64, '0'))
    const list = listOf(ids.map((oid) => `${oid} blob 1\n`).join(''))
    expect(list.width).toBe(32)
    expect(shown(list)).toEqual(ids.map((oid) => `${oid} blob 1`))
  })

  it('of an empty store is empty', () => {
    expect(listOf().count).toBe(0)
    expect([...placesWhere(listOf(), () => true)]).toEqual([])
  })
})
