const charset = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]

const polymod = (values: Iterable<number>): number => {
  let checksum = 1
  for (const value of values) {
    const top = checksum >>> 25
    checksum = ((checksum & 0x1ffffff) << 5) ^ value
    for (const [bit, term] of generator.entries()) if ((top >>> bit) & 1) checksum ^= term
  }
  return checksum
}

const expandPrefix = (prefix: string): number[] => {
  const codes = [...prefix].map((character) => character.charCodeAt(0))
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)]
}

/**
 * True for a text with a valid BIP 173 checksum, in one case throughout, without that document's limit of 90 characters:
 * age's post-quantum and plugin keys are longer.
 */
export const isBech32 = (text: string): boolean => {
  const lower = text.toLowerCase()
  if (text !== lower && text !== text.toUpperCase()) return false
  const separator = lower.lastIndexOf('1')
  const data = [...lower.slice(separator + 1)].map((character) => charset.indexOf(character))
  if (separator < 1 || data.length < 6 || data.includes(-1)) return false
  return polymod([...expandPrefix(lower.slice(0, separator)), ...data]) === 1
}

/** Eight-bit bytes as five-bit groups, the last one padded with zero bits. */
const fiveBits = (bytes: readonly number[]): number[] => {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((group) => Number.parseInt(group.padEnd(5, '0'), 2))
}

/** Bytes in bech32, lower case. */
export const toBech32 = (prefix: string, bytes: readonly number[]): string => {
  const data = fiveBits(bytes)
  const remainder = polymod([...expandPrefix(prefix), ...data, 0, 0, 0, 0, 0, 0]) ^ 1
  const checksum = [25, 20, 15, 10, 5, 0].map((shift) => (remainder >>> shift) & 31)
  return `${prefix}1${[...data, ...checksum].map((value) => charset.charAt(value)).join('')}`
}
