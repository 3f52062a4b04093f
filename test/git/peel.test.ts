import { describe, expect, it } from 'vitest'
import type { GitObject, ObjectReader } from '../../src/git/blobs.ts'
import { peeled, taggedBy } from '../../src/git/peel.ts'

const oid = (digit: string): string => digit.repeat(40)

const tag = (own: string, target: string): GitObject => {
  const bytes = Buffer.from(`object ${target}\ntype blob\ntag x\n\nobject ${oid('9')}\n`)
  return { oid: own, type: 'tag', size: bytes.length, bytes }
}

const readerOf = (...objects: readonly GitObject[]): ObjectReader => ({
  read: async (name) => objects.find((object) => object.oid === name),
  close: async () => {},
})

describe('peeling', () => {
  it('follows tags to what they point at', async () => {
    const blob = { oid: oid('3'), type: 'blob', size: 0, bytes: Buffer.alloc(0) }
    const reader = readerOf(tag(oid('1'), oid('2')), tag(oid('2'), oid('3')), blob)
    expect((await peeled(reader, oid('1'))).map((object) => object.oid)).toEqual([oid('1'), oid('2'), oid('3')])
  })

  it('refuses a tag of nothing', async () => {
    await expect(peeled(readerOf(tag(oid('1'), oid('2'))), oid('1'))).rejects.toThrow(/2{40} is missing/)
    const damaged = { oid: oid('1'), type: 'tag', size: 1, bytes: Buffer.from('x') }
    await expect(peeled(readerOf(damaged), oid('1'))).rejects.toThrow(/damaged or too large/)
  })

  it('reads the first line of a tag and nothing of its message', () => {
    expect(taggedBy(Buffer.from(`type blob\nobject ${oid('1')}\n`))).toBeUndefined()
    expect(taggedBy(Buffer.from(`object ${'a'.repeat(64)}\n`))).toBe('a'.repeat(64))
  })
})
