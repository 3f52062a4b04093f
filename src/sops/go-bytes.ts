import type { Scalar } from '../formats/tree.ts'

/**
 * The text whose UTF-8 bytes SOPS takes into its MAC and encrypts for a plain value, as Go has it (getsops/sops, sops.go,
 * ToBytes); undefined for a value that is not counted. `source` is an unquoted scalar of YAML as written: what it means
 * to yaml.v3 is not always what YAML 1.2 says (`0777`, `1_000`, `2001-12-14`).
 */
export const goText = (value: Scalar, source?: string): string | undefined => {
  const text = source === undefined ? plainText(value) : (resolved(source) ?? plainText(value))
  return text === '' ? undefined : text
}

const plainText = (value: Scalar): string | undefined => {
  switch (typeof value) {
    case 'string':
      return value
    case 'boolean':
      return value ? 'True' : 'False'
    case 'number':
      return floatText(value)
    case 'bigint':
      return value.toString()
    default:
      return undefined
  }
}

/** Go's `strconv.FormatFloat(value, 'f', -1, 64)`: the shortest decimal that reads as the same number, never an exponent. */
const floatText = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const [mantissa = '', exponent] = String(Math.abs(value)).split('e')
  const digits = exponent === undefined ? mantissa : shifted(mantissa, Number(exponent))
  return value < 0 || Object.is(value, -0) ? `-${digits}` : digits
}

/** `1.5` and 21 are `1500000000000000000000`. */
const shifted = (mantissa: string, exponent: number): string => {
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = whole + fraction
  const point = whole.length + exponent
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return digits.padEnd(point, '0')
  return `${digits.slice(0, point)}.${digits.slice(point)}`
}

/** What yaml.v3 makes of an unquoted scalar that begins with a digit or a sign (yaml.v3, resolve.go). */
const resolved = (source: string): string | undefined => {
  if (!/^[-+\d]/.test(source)) return undefined
  const time = timeText(source)
  if (time !== undefined) return time
  const plain = source.replaceAll('_', '')
  const integer = integerOf(plain)
  if (integer !== undefined) return integer.toString()
  return float.test(plain) ? floatText(Number(plain)) : undefined
}

const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/
const integer = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/

/** Go's `strconv.ParseInt(text, 0, 64)`: a leading zero means octal. */
const integerOf = (text: string): bigint | undefined => {
  const match = integer.exec(text)
  if (match === null) return undefined
  const [, sign, hex, binary, octal, decimal] = match
  const size = BigInt(
    hex === undefined
      ? binary === undefined
        ? octal === undefined
          ? (decimal ?? '0')
          : `0o${octal}`
        : `0b${binary}`
      : `0x${hex}`,
  )
  const value = sign === '-' ? -size : size
  return value >= -(2n ** 63n) && value < 2n ** 64n ? value : undefined
}

const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?(Z|[-+]\d{2}:\d{2}))|(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?))?$/

/** A date as RFC 3339 in nanoseconds, in the zone that it was written in. */
const timeText = (source: string): string | undefined => {
  const match = timestamp.exec(source)
  if (match === null) return undefined
  const [, year = '', month = '', day = ''] = match
  const [hour = '0', minute = '0', second = '0'] = match[4] === undefined ? match.slice(9, 12) : match.slice(4, 7)
  const fraction = (match[7] ?? match[12] ?? '').replace(/0+$/, '')
  const two = (digits: string): string => digits.padStart(2, '0')
  const date = `${year}-${two(month)}-${two(day)}`
  if (!isDay(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const zone = match[8] === undefined || /^[-+]00:00$/.test(match[8]) ? 'Z' : match[8]
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}${fraction === '' ? '' : `.${fraction}`}${zone}`
}

const isDay = (date: string): boolean => {
  const instant = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(date)
}
