import type { AST } from '@eslint-community/regexpp'

/** How many characters a part of a pattern can match. */
export interface Lengths {
  readonly min: number
  readonly max: number
}

const one: Lengths = { min: 1, max: 1 }
const none: Lengths = { min: 0, max: 0 }

/** `count` times `length`, where nothing repeated for ever is still nothing. */
export const times = (count: number, length: number): number => (length === 0 || count === 0 ? 0 : count * length)

const ofAlternatives = (alternatives: readonly AST.Alternative[]): Lengths => {
  const each = alternatives.map(({ elements }) => lengthOfSequence(elements))
  return { min: Math.min(...each.map(({ min }) => min)), max: Math.max(...each.map(({ max }) => max)) }
}

const ofReference = ({ resolved }: AST.Backreference): Lengths => {
  const groups = Array.isArray(resolved) ? resolved : [resolved]
  return { min: 0, max: Math.max(...groups.map((group) => lengthOf(group).max)) }
}

/** The least and the most characters one element can match; `max` is infinite under `*` and `+`. */
export const lengthOf = (element: AST.Element): Lengths => {
  switch (element.type) {
    case 'Assertion':
      return none
    case 'Quantifier': {
      const inner = lengthOf(element.element)
      return { min: times(element.min, inner.min), max: times(element.max, inner.max) }
    }
    case 'Group':
    case 'CapturingGroup':
      return ofAlternatives(element.alternatives)
    case 'Backreference':
      return ofReference(element)
    default:
      return one
  }
}

/** The same for elements one after the other. */
export const lengthOfSequence = (elements: readonly AST.Element[]): Lengths => {
  const each = elements.map(lengthOf)
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
  return { min: sum(each.map(({ min }) => min)), max: sum(each.map(({ max }) => max)) }
}
