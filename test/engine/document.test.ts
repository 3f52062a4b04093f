import { expect, test } from 'vitest'
import { openDocument } from '../../src/engine/document.ts'
import { documentOf } from '../support/document.ts'

const open = (text: string) => {
  const { unit, bytes } = documentOf('a', text)
  return openDocument(
    unit,
    bytes,
    { nothing: true, ids: () => [], offsetsOf: () => [] },
    { whole: true, first: true, binary: false },
  )
}

const text = 'ä🔑 = x\n\nß: 漢字, y 🔑🔑\nlast'

test('byte spans of text offsets are right in any order of asking', () => {
  const ascending = Array.from({ length: text.length + 1 }, (_, offset) => offset)
  const orders = [ascending, ascending.toReversed(), ascending.map((offset) => (offset * 7) % (text.length + 1))]
  for (const order of orders) {
    const document = open(text)
    for (const offset of order.filter((one) => !/[\udc00-\udfff]/.test(text[one] ?? '')))
      expect(document.spanOfText(offset, text.length)).toEqual({
        start: Buffer.byteLength(text.slice(0, offset)),
        end: Buffer.byteLength(text),
      })
  }
})

test('an offset within a pair of surrogates spoils none that is asked for later', () => {
  const document = open(text)
  document.spanOfText(2, 2)
  expect(document.spanOfText(3, text.indexOf('last')).start).toBe(6)
})
