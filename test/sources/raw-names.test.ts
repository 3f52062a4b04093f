import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bytesOf, stringOf } from '../../src/sources/raw-names.ts'

it('a name becomes a string without a line break and back, whatever its bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = stringOf(Buffer.from(bytes))
      expect(text).not.toMatch(/[\r\n]/)
      expect([...bytesOf(text)]).toEqual([...bytes])
    }),
  )
})

it('names of several characters of UTF-16 are kept beside ones that are no text', () => {
  const name = Buffer.from('🐀ä')
  const path = `${stringOf(name)}/${stringOf(Buffer.from([0xff, 0x0a]))}`
  expect(stringOf(name)).toBe('🐀ä')
  expect(bytesOf(path)).toEqual(Buffer.concat([name, Buffer.from([0x2f, 0xff, 0x0a])]))
})
