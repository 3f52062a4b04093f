import { edge, stateOf } from './randomness-classes.ts'
import { costs } from './randomness-table.ts'

/** Bits by which a text must be dearer to write than to draw. 98 % of drawn texts of 12 characters reach it. */
const margin = 10
const leastLength = 12
const leastDistinct = 7

/** Bits that written text spends on these characters in this order. */
const writtenBits = (text: string): number => {
  let quarters = 0
  let before = edge
  for (const character of text) {
    const state = stateOf(character)
    quarters += (costs[before]?.charCodeAt(state) ?? 0) - 40
    before = state
  }
  const digits = text.match(/[0-9]/g)?.length ?? 0
  return quarters / 4 + digits * Math.log2(10)
}

const symbols = /[^A-Za-z0-9]/g
const alphabets: readonly (readonly [RegExp, number])[] = [
  [/^[0-9]+$/, 10],
  [/^(?:[0-9a-f]+|[0-9A-F]+)$/, 16],
  [/^(?:[a-z]+|[A-Z]+)$/, 26],
  [/^(?:[a-z0-9]+|[A-Z0-9]+)$/, 36],
  [/^[A-Za-z]+$/, 52],
  [/^[A-Za-z0-9]+$/, 62],
]

/** Bits that a generator spends on a text of this length from the smallest usual alphabet that holds it. */
const drawnBits = (text: string): number =>
  text.length * Math.log2(alphabets.find(([shape]) => shape.test(text))?.[1] ?? 64)

/** How many bits dearer the text is to write than to draw; the higher, the more random it looks. */
export const surprise = (text: string): number => writtenBits(text) - drawnBits(text)

/** How many neighbours are equal or next to each other in the alphabet, of all neighbours. */
const sequentialShare = (text: string): number => {
  let steps = 0
  for (let at = 1; at < text.length; at += 1) {
    if (Math.abs(text.charCodeAt(at) - text.charCodeAt(at - 1)) <= 1) steps += 1
  }
  return steps / text.length
}

/** Letters together with what tokens hold beside them; prose, markup and expressions hold more. */
const tokenLike = /^[A-Za-z0-9+/=_.~!@#$%^&*:-]+$/

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** True for a value that was drawn by a generator: a token, a key, a hash. False for words, identifiers, paths, numbers. */
export const looksRandom = (value: string): boolean => {
  const text = uuid.test(value) ? value.replaceAll('-', '') : value
  if (text.length < leastLength || !tokenLike.test(text) || !/[A-Za-z]/.test(text)) return false
  if (new Set(text).size < leastDistinct || sequentialShare(text) > 0.4) return false
  if ((text.match(symbols)?.length ?? 0) > text.length / 3) return false
  return surprise(text) >= margin
}
