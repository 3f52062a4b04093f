const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** CRC-32 (IEEE 802.3) of an ASCII text. */
export const crc32 = (text: string): number => {
  let crc = 0xffffffff
  for (const character of text) {
    crc ^= character.charCodeAt(0)
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

const base62 = (value: number): string => {
  let text = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = digits.charAt(rest % 62) + text
  return text
}

/** The six characters that close a GitHub or npm token: CRC-32 of the ones before, in base 62, padded with zeros. */
export const base62Checksum = (body: string): string => base62(crc32(body)).padStart(6, '0')

/** True where the last six characters are the checksum of the rest. */
export const hasBase62Checksum = (body: string): boolean => base62Checksum(body.slice(0, -6)) === body.slice(-6)
