import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchParser } from '../../src/git/blobs.ts'

const record = (type: string, content: string): Buffer =>
  Buffer.from(`${'a'.repeat(40)} ${type} ${Buffer.byteLength(content)}\n${content}\n`)

describe('the parser of git cat-file --batch', () => {
  it('reads contents that hold line feeds, and says what is missing', () => {
    const output = Buffer.concat([record('blob', 'one\ntwo\n'), Buffer.from('HEAD:x missing\n'), record('tree', '')])
    const objects = batchParser(100)(output)
    expect(objects.map((object) => object && [object.type, Buffer.from(object.bytes ?? []).toString()])).toEqual([
      ['blob', 'one\ntwo\n'],
      undefined,
      ['tree', ''],
    ])
  })

  it('answers the same however the output is cut', () => {
    const output = Buffer.concat([record('blob', 'x\n\ny'), record('blob', ''), record('commit', 'tree\n')])
    fc.assert(
      fc.property(fc.array(fc.nat(output.length)), (cuts) => {
        const parse = batchParser(100)
        const edges = [0, ...cuts.sort((a, b) => a - b), output.length]
        const objects = edges.slice(1).flatMap((edge, index) => parse(output.subarray(edges[index], edge)))
        expect(objects.map((object) => object?.size)).toEqual([4, 0, 5])
      }),
    )
  })

  it('leaves out the content of an object above the size that is held', () => {
    const [large, small] = batchParser(3)(Buffer.concat([record('blob', 'four'), record('blob', 'two')]))
    expect(large).toEqual({ oid: 'a'.repeat(40), type: 'blob', size: 4 })
    expect(small?.bytes?.length).toBe(3)
  })
})
