import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildAutomaton, findKeywords } from '../../src/engine/keywords.ts'

const naive = (keywords: readonly string[], text: string): Map<string, number[]> => {
  const found = new Map<string, number[]>()
  const folded = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  for (const keyword of keywords) {
    for (let at = folded.indexOf(keyword); at !== -1; at = folded.indexOf(keyword, at + 1)) {
      found.set(keyword, [...(found.get(keyword) ?? []), at])
    }
  }
  return found
}

describe('the keyword automaton', () => {
  it('finds what indexOf finds, overlapping and nested keywords included', () => {
    const word = fc.stringMatching(/^[abc_]{1,4}$/)
    const text = fc.stringMatching(/^[abcABC_x\xe9]{0,60}$/)
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 8 }), text, (keywords, content) => {
        const found = findKeywords(buildAutomaton(keywords), Buffer.from(content, 'latin1'))
        expect(new Map([...found].sort())).toEqual(new Map([...naive(keywords, content)].sort()))
      }),
      { numRuns: 2000 },
    )
  })
})
