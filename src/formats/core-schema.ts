import type { Scalar } from './tree.ts'

const integer = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/
const infinite = /^[-+]?\.(?:inf|Inf|INF)$/
const notNumber = /^\.(?:nan|NaN|NAN)$/
const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/

const words: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
])

/** What a scalar without quotes means by the core schema of YAML 1.2. */
export const coreScalar = (text: string): Scalar => {
  const word = words.get(text)
  if (word !== undefined) return word
  return /^[-+.0-9]/.test(text) ? (numberOf(text) ?? text) : text
}

const numberOf = (text: string): number | bigint | undefined => {
  if (integer.test(text)) return smallest(BigInt(text))
  if (decimal.test(text)) return Number.parseFloat(text)
  if (infinite.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return notNumber.test(text) ? Number.NaN : undefined
}

/** A whole number as a `number` where that is exact. */
export const smallest = (value: bigint): number | bigint =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value
