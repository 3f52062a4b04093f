import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { escapeControls, printableJson } from '../../src/reporters/escape.ts'

const steering = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200e\u200f]/

test.each([
  ['plain/päth-日本 🔑', 'plain/päth-日本 🔑'],
  ['a\nb\r\tc', 'a\\nb\\r\\tc'],
  ['\u001b[2J', '\\x1b[2J'],
  ['\u007f\u009b', '\\x7f\\x9b'],
  ['a\u202etxt.exe', 'a\\u{202e}txt.exe'],
  ['\u2028\u2066\u200b\ufeff', '\\u{2028}\\u{2066}\\u{200b}\\u{feff}'],
  ['\ud800x', '\\u{d800}x'],
  ['\u{e0041}', '\\u{e0041}'],
])('%j is shown as %s', (text, shown) => {
  expect(escapeControls(text)).toBe(shown)
})

describe('whatever the text', () => {
  const character = fc.oneof(
    fc.integer({ min: 0, max: 0xa0 }).map((code) => String.fromCharCode(code)),
    fc.constantFrom('\u2028', '\u202e', '\u2066', '\ud800', '\udc00', '\\', '"', 'é'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  )
  const text = fc.string({ unit: character, maxLength: 30 })

  test('no character that steers a terminal is left', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(escapeControls(value)).not.toMatch(steering)
      }),
      { seed: 1 },
    )
  })

  test('JSON holds none either and reads back as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(text, text), (value) => {
        const json = printableJson(value)
        expect(json.replaceAll('\n', '')).not.toMatch(steering)
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { seed: 1 },
    )
  })
})
