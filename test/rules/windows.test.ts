import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileRule, unboundedAfter, unboundedBefore } from '../../src/rules/compile.ts'
import { patternRule } from '../../src/rules/pattern-rule.ts'
import { windowsAround } from '../../src/rules/windows.ts'
import { hitsOf, valuesOf } from './support/find.ts'
import { entryWith } from './support/library.ts'

const compiled = (pattern: string, keywords: string[] = ['key']) =>
  compileRule(entryWith({ pattern, keywords }), 'rules/acme.yaml')

describe('the window computed from a pattern', () => {
  test.each([
    ['(?<secret>key[a-z]{4,8})', { before: 0, after: 11, behind: 1, ahead: 1 }],
    ['[0-9]{2,5}(?<secret>key)', { before: 5, after: 3, behind: 1, ahead: 1 }],
    ['(?<![a-z]{4})(?<secret>key)(?![0-9]{6})', { before: 0, after: 3, behind: 4, ahead: 6 }],
    ['(?:a|bb|[0-9]{3})(?<secret>key[x]?)', { before: 3, after: 4, behind: 1, ahead: 1 }],
    ['(?<secret>[a-z]+key[0-9]*)', { before: unboundedBefore, after: unboundedAfter, behind: 1, ahead: 1 }],
    ['(?<secret>[Kk][Ee]y[0-9])', { before: 0, after: 4, behind: 1, ahead: 1 }],
    ['(?<secret>(?:key[0-9]){2})', { before: 0, after: 8, behind: 1, ahead: 1 }],
    ['(?<secret>([ab])\\2?key)', { before: 2, after: 3, behind: 1, ahead: 1 }],
  ])('%s', (pattern, window) => {
    expect(compiled(pattern).window).toEqual(window)
  })

  test('covers the widest of several alternatives', () => {
    const { window } = compiled('(?<secret>[0-9]{9}lock|key[0-9]{20})', ['key', 'lock'])
    expect(window).toEqual({ before: 9, after: 23, behind: 1, ahead: 1 })
  })
})

test('windows that touch are one', () => {
  const window = { before: 2, after: 5, behind: 1, ahead: 1 }
  expect([...windowsAround([0, 4, 40, 97], window, 100)]).toEqual([
    { start: 0, end: 10 },
    { start: 37, end: 46 },
    { start: 94, end: 100 },
  ])
})

describe('a match at the edge of what the window reaches', () => {
  const rule = patternRule(compiled('(?<secret>key[a-z]+)'))
  const longest = 'x'.repeat(unboundedAfter - 3)

  test('is found up to the cap', async () => {
    expect(await valuesOf(rule, `.key${longest}.`)).toHaveLength(1)
  })

  test('is refused beyond the cap, rather than cut short', async () => {
    expect(await valuesOf(rule, `.key${longest}x.`)).toEqual([])
  })

  test('is not made up by the cut in front of it', async () => {
    const whole = patternRule(compiled('(?<![a-z])(?<secret>[a-z]{3}key)'))
    expect(await valuesOf(whole, '. abckey .')).toEqual(['abckey'])
    expect(await valuesOf(whole, `. ${'y'.repeat(50)}abckey .`)).toEqual([])
  })

  test('is refused where the window cut off what stands before it', async () => {
    const unbounded = patternRule(compiled('(?<![a-z])(?<secret>[a-z]+key)'))
    expect(await valuesOf(unbounded, `.${'y'.repeat(unboundedBefore)}key`)).toHaveLength(1)
    expect(await valuesOf(unbounded, `.${'y'.repeat(unboundedBefore * 2)}key`)).toEqual([])
  })

  test('is found at the very start and the very end of a document', async () => {
    const exact = patternRule(compiled('(?<![a-z])(?<secret>[a-z]{3}key[0-9]{3})(?![0-9])'))
    expect(await valuesOf(exact, 'abckey123')).toEqual(['abckey123'])
  })
})

test('a window shows a pattern the same matches as the whole text does', async () => {
  const patterns = [
    '(?<![a-c])(?<secret>[a-c]{0,3}key[0-3]{1,4})(?![0-3])',
    '(?<secret>key)[ =]{1,3}[a-c]{2,6}(?=[ ]|$)',
    '(?<![ab]{2})(?<secret>(?:a|bc)key(?:1|23))',
  ]
  const piece = fc.constantFrom('key', 'a', 'b', 'c', '1', '2', '3', ' ', '=', 'KEY', 'kex', '.')
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 80 }), fc.constantFrom(...patterns), async (pieces, pattern) => {
      const text = pieces.join('')
      const expected = [...text.matchAll(new RegExp(pattern, 'g'))].map((match) => match.groups?.secret)
      expect(await valuesOf(patternRule(compiled(pattern)), text)).toEqual(expected)
    }),
    { numRuns: 500, seed: 7 },
  )
})

test('spans are byte offsets and values are text where the document is not ASCII', async () => {
  const rule = patternRule(compiled('key=(?<secret>[^ ]{3,12})'))
  const text = 'größe: ✓ key=pässwörd! '
  const [hit] = await hitsOf(rule, text)
  expect(hit?.secret?.read((value) => value)).toBe('pässwörd!')
  const bytes = Buffer.from(text)
  expect(bytes.subarray(hit?.span?.start, hit?.span?.end).toString('utf8')).toBe('pässwörd!')
})

test('a refused match does not hide one that begins inside of it', async () => {
  const rule = patternRule({ ...compiled('key=(?<secret>[a-z=]{3,7})'), ignore: ['key=abc'] })
  expect(await valuesOf(rule, 'key=key=abc')).toEqual(['abc'])
})
