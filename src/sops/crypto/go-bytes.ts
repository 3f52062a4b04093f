import type { EncType } from '../enc.ts'
import { withDecimals } from './go-time.ts'

/** A float as Go's `FormatFloat(x, 'f', -1, 64)`: the shortest digits that read the same, never with an exponent. */
export const goFloat = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', exponent = '0'] = String(value).split('e')
  return shifted(mantissa, Number(exponent))
}

/** A decimal number with its point moved. */
const shifted = (mantissa: string, by: number): string => {
  const sign = mantissa.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = mantissa.slice(sign.length).split('.')
  const digits = whole + fraction
  const point = whole.length + by
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** An integer of 64 bits as Go writes it. */
export const goInt = (value: bigint): string | undefined =>
  value === BigInt.asIntN(64, value) ? String(value) : undefined

/** A boolean as SOPS writes it. */
export const goBool = (value: boolean): string => (value ? 'True' : 'False')

const truths: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const falsehoods: ReadonlySet<string> = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False'])

/**
 * What SOPS makes of an authentic plaintext and counts into the mac. The type is not authenticated, so it may not fit:
 * undefined where SOPS refuses. A comment counts for nothing. May be the same memory as `plaintext`.
 */
export const countedBytes = (plaintext: Buffer, type: EncType): Buffer | 'nothing' | undefined => {
  switch (type) {
    case 'str':
      return plaintext
    case 'bytes':
      return undefined // SOPS writes none, and falls over what it reads
    case 'comment':
      return 'nothing'
    default: {
      // Never long for what it says it is, and copied to no string where it is.
      const text = plaintext.length > 400 ? undefined : readers[type](plaintext.toString('latin1'))
      return text === undefined ? undefined : Buffer.from(text)
    }
  }
}

const readers: Readonly<Record<'int' | 'float' | 'bool' | 'time', (text: string) => string | undefined>> = {
  int: (text) => (/^[+-]?\d+$/.test(text) ? goInt(BigInt(text.replace(/^\+/, ''))) : undefined),
  float: (text) => (goFloatSyntax.test(text) ? goFloat(Number(text.replace(/^\+/, ''))) : named(text)),
  bool: (text) => (truths.has(text) ? goBool(true) : falsehoods.has(text) ? goBool(false) : undefined),
  time: withDecimals,
}

const goFloatSyntax = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

const named = (text: string): string | undefined => {
  if (/^nan$/i.test(text)) return 'NaN'
  if (/^\+?inf(?:inity)?$/i.test(text)) return '+Inf'
  return /^-inf(?:inity)?$/i.test(text) ? '-Inf' : undefined
}
