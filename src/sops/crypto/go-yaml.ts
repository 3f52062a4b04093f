import { goBool, goFloat, goInt } from './go-bytes.ts'
import { yamlTime } from './go-time.ts'

const constants: ReadonlyMap<string, string | null> = new Map([
  ...['', '~', 'null', 'Null', 'NULL'].map((text) => [text, null] as const),
  ...['true', 'True', 'TRUE'].map((text) => [text, goBool(true)] as const),
  ...['false', 'False', 'FALSE'].map((text) => [text, goBool(false)] as const),
  ...['.nan', '.NaN', '.NAN'].map((text) => [text, 'NaN'] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((text) => [text, '+Inf'] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((text) => [text, '-Inf'] as const),
])

/**
 * What an unquoted YAML scalar counts as in the mac: Go's YAML library reads octals, underscores and times, which YAML 1.2
 * does not (yaml.v3, resolve.go). Null for nothing; undefined for a number that SOPS cannot hold.
 */
export const plainYaml = (source: string): string | null | undefined => {
  const constant = constants.get(source)
  if (constant !== undefined) return constant
  if (source.startsWith('.')) return floatOf(source) ?? source
  if (!/^[\d+-]/.test(source)) return source
  return yamlTime(source) ?? numberOf(source.replaceAll('_', ''), source)
}

const numberOf = (plain: string, source: string): string | undefined => {
  const integer = integerOf(plain)
  return integer === undefined ? (floatOf(plain) ?? source) : goInt(integer)
}

const integer = /^([+-]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/

const integerOf = (text: string): bigint | undefined => {
  const match = integer.exec(text)
  if (match === null) return undefined
  const [, sign, hexadecimal, binary, octal, decimal = '0'] = match
  const value = BigInt(
    hexadecimal !== undefined
      ? `0x${hexadecimal}`
      : binary !== undefined
        ? `0b${binary}`
        : octal !== undefined
          ? `0o${octal}`
          : decimal,
  )
  // More than 64 bits are a float, if anything (ParseInt and ParseUint both fail).
  if (value >= 2n ** 64n || (sign === '-' && value > 2n ** 63n)) return undefined
  return sign === '-' ? -value : value
}

const float = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/

const floatOf = (text: string): string | undefined => {
  const value = float.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? goFloat(value) : undefined // Go's ParseFloat fails out of range
}
