import { digit, edge, stateOf, symbol } from './randomness-classes.ts'
import { costs } from './randomness-table.ts'

/** Bits by which a text must be dearer to write than to draw. 98 % of drawn texts of 12 characters reach it. */
const margin = 10
const leastLength = 12
const leastDistinct = 7
/** Of all neighbours, those equal or next to each other in the alphabet. */
const mostSequential = 0.4

/** Bits that written text spends on these characters in this order. */
const writtenBits = (text: string): number => {
  let quarters = 0
  let digits = 0
  let before = edge
  for (let at = 0; at < text.length; at++) {
    const state = stateOf(text.charCodeAt(at))
    quarters += (costs[before]?.charCodeAt(state) ?? 0) - 40
    if (state === digit) digits++
    before = state
  }
  return quarters / 4 + digits * Math.log2(10)
}

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

/** Whether a text holds characters enough, few symbols, and no long runs of equal or neighbouring ones. */
const isVaried = (text: string): boolean => {
  const seen = new Set<number>()
  let steps = 0
  let symbols = 0
  let before = Number.NaN
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (Math.abs(code - before) <= 1) steps++
    if (stateOf(code) === symbol) symbols++
    if (seen.size < leastDistinct) seen.add(code)
    before = code
  }
  return seen.size >= leastDistinct && steps / text.length <= mostSequential && symbols <= text.length / 3
}

/** Letters together with what tokens hold beside them; prose, markup and expressions hold more. */
const tokenLike = /^[A-Za-z0-9+/=_.~!@#$%^&*:-]+$/

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** True for a value that was drawn by a generator: a token, a key, a hash. False for words, identifiers, paths, numbers. */
export const looksRandom = (value: string): boolean => {
  if (value.length < leastLength) return false
  const text = uuid.test(value) ? value.replaceAll('-', '') : value
  if (!tokenLike.test(text) || !/[A-Za-z]/.test(text)) return false
  return isVaried(text) && surprise(text) >= margin
}
