import { checkSync } from 'recheck'
import { describe, expect, test } from 'vitest'
import { expandMould } from '../../src/rules/moulds.ts'
import { patternRule } from '../../src/rules/pattern-rule.ts'
import { hitsOf } from './support/find.ts'
import { library } from './support/library.ts'

const rules = await library()

/** Lookarounds and long counts taken out: what is left backtracks at least as much, and the checker can read it whole. */
const loosened = (pattern: string): string =>
  pattern
    .replace(/\(\?<?[!=](?:[^()[\]]|\[[^\]]*\])*\)/g, '')
    .replace(/\(\?<[A-Za-z]+>/g, '(')
    .replace(/\{(\d+),(\d+)\}/g, (whole, least, most) => (Number(most) > 4 ? (least === '0' ? '*' : '+') : whole))
    .replace(/\{(\d+)\}/g, (whole, times) => (Number(times) > 8 ? '+' : whole))

describe('no pattern backtracks exponentially', () => {
  test.each(rules.map(({ data }) => [data.id, data] as const))('%s', (_, { pattern, flags }) => {
    const verdict = checkSync(loosened(pattern), flags, { checker: 'automaton', timeout: 300 })
    expect(verdict.status === 'vulnerable' && verdict.complexity.type).not.toBe('exponential')
  })
})

const size = 300_000
const filled = (piece: string): string => piece.repeat(Math.ceil(size / piece.length)).slice(0, size)

/** One line each: keywords alone, and the beginnings of matches that never end as one. */
const attacks = (keywords: readonly string[], example: string): string[] => [
  filled(keywords.join('')),
  filled(`${keywords[0] ?? ''}=`),
  filled(example.slice(0, Math.ceil(example.length / 2)).replace(/\n/g, ' ')),
  filled(`${example.replace(/\n/g, ' ').slice(0, -1)}!`),
  `${keywords[0] ?? ''}${filled('\\')}`,
  `${keywords[0] ?? ''}${filled(' ')}`,
]

describe('a line of 300,000 characters made against a rule is read to its end', () => {
  test.each(rules.map((rule) => [rule.data.id, rule] as const))('%s', async (_, { data, entry }) => {
    const first = entry.examples.match[0]
    const example = expandMould(typeof first === 'string' ? first : (first?.text ?? ''), 1)
    for (const attack of attacks(data.keywords, example)) {
      await expect(hitsOf(patternRule(data), attack)).resolves.toBeInstanceOf(Array)
    }
  })
})
