import { expect, test } from 'vitest'
import { didYouMean, nearest } from '../../src/formats/did-you-mean.ts'

test.each([
  ['fial-on', 'fail-on'],
  ['fail_on', 'fail-on'],
  ['Rules', 'rules'],
  ['alow', 'allow'],
  ['rotations', 'rotation'],
])('%s was meant to be %s', (word, meant) => {
  expect(nearest(word, ['fail-on', 'rules', 'allow', 'ignore', 'rotation'])).toBe(meant)
})

test('the nearer of two candidates is named', () => {
  expect(nearest('alow', ['flaw', 'allow'])).toBe('allow')
})

test('nothing is suggested for a word that is like no other', () => {
  expect(didYouMean('extends', ['fail-on', 'rules'])).toBe('')
  expect(didYouMean('x'.repeat(100_000), ['fail-on'])).toBe('')
})
