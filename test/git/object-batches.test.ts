import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchCollector } from '../../src/git/object-batches.ts'

const oid = (index: number): string => index.toString(16).padStart(40, '0')

const record = (index: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${oid(index)} blob ${content.length}\n`), content, Buffer.from('\n')])

const collected = (output: Buffer, cuts: readonly number[], batchBytes: number) => {
  const collector = batchCollector(batchBytes)
  const seen: string[] = []
  const refusals: string[] = []
  let batches = 0
  const take = (): void => {
    const batch = collector.take()
    batches++
    refusals.push(...batch.refusals)
    for (const { oid: name, start, size } of batch.objects) {
      seen.push(`${name} ${batch.buffer.toString('latin1', start, start + size)}`)
    }
  }
  const edges = [0, ...[...cuts].sort((a, b) => a - b), output.length]
  for (const [index, edge] of edges.slice(1).entries()) {
    if (collector.push(output.subarray(edges[index], edge))) take()
  }
  take()
  return { seen, refusals, batches }
}

describe('batches of objects', () => {
  it('hold every byte of every object, however the output is cut and whatever the sizes', () => {
    const contents = fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ size: '+2' })))
    fc.assert(
      fc.property(contents, fc.array(fc.nat()), fc.integer({ min: 1, max: 200 }), (all, cuts, batchBytes) => {
        const output = Buffer.concat(all.map((content, index) => record(index, Buffer.from(content))))
        const { seen } = collected(
          output,
          cuts.map((cut) => cut % (output.length + 1)),
          batchBytes,
        )
        expect(seen).toEqual(all.map((content, index) => `${oid(index)} ${Buffer.from(content).toString('latin1')}`))
      }),
    )
  })

  it('come as soon as enough is whole, an object larger than a batch by itself or with others', () => {
    const output = Buffer.concat(
      [10, 10, 1_000_000, 10].map((size, index) => record(index, Buffer.alloc(size, 0x61 + index))),
    )
    const pieces = Array.from({ length: 200 }, (_, index) => index * 6000)
    const { seen, batches } = collected(
      output,
      pieces.filter((cut) => cut < output.length),
      1000,
    )
    expect(seen.map((text) => text.length - 41)).toEqual([10, 10, 1_000_000, 10])
    expect(batches).toBeGreaterThan(1)
  })

  it('tell answers that are no objects', () => {
    const output = Buffer.concat([
      record(1, Buffer.from('x')),
      Buffer.from(`${oid(2)} missing\n`),
      record(3, Buffer.from('y')),
    ])
    const { seen, refusals } = collected(output, [], 100)
    expect(seen).toEqual([`${oid(1)} x`, `${oid(3)} y`])
    expect(refusals).toEqual([`${oid(2)} missing`])
  })
})
