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

test.each([
  ['ASCII in lines', 'key = value\n'.repeat(20_000)],
  ['other characters in lines', 'schlüssel = 漢字 🔑\n'.repeat(20_000)],
  ['one long line', 'ü 🔑'.repeat(100_000)],
])('places are found without going through the text for each: %s', { timeout: 5_000 }, (_, long) => {
  const document = open(long)
  const end = long.length
  for (let at = 0; at < 20_000; at++) document.spanOfText(at * 5, end - at)
  const middle = long.indexOf(' ', end / 2)
  expect(document.spanOfText(middle, end)).toEqual({
    start: Buffer.byteLength(long.slice(0, middle)),
    end: Buffer.byteLength(long),
  })
})

test('lines behind one of invalid UTF-8 have their true places', () => {
  const bytes = Buffer.concat([Buffer.from('ä\n'), Buffer.alloc(5_000, 0xff), Buffer.from('\nlast ü')])
  const document = openDocument(
    documentOf('a', bytes).unit,
    bytes,
    { nothing: true, ids: () => [], offsetsOf: () => [] },
    { whole: true, first: true, binary: false },
  )
  const at = document.text.indexOf('last')
  expect(document.spanOfText(at, at + 4)).toEqual({ start: bytes.indexOf('last'), end: bytes.indexOf('last') + 4 })
})
