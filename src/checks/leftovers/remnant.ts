/** What overwriting left of a file that was not removed afterwards. */
export type Remnant = 'zeros' | 'random'

const block = 4096

// Of 256 equally likely bytes: 255 on average with a deviation of 23, and far more for anything written for a purpose.
const leastSpread = 140
const mostSpread = 400

// What is as even as randomness and means something: gzip, zip, xz, zstd, bzip2, 7z, PNG, `openssl enc`.
const kinds = ['1f8b', '504b', 'fd377a585a', '28b52ffd', '425a68', '377abcaf', '89504e47', '53616c7465645f5f']

/** Of the whole content of a file: zeros of any length, or random bytes that fill whole blocks as GNU shred writes them. */
export const remnantOf = (bytes: Uint8Array): Remnant | undefined => {
  if (bytes.length === 0) return undefined
  if (bytes.every((byte) => byte === 0)) return 'zeros'
  return bytes.length % block === 0 && !isOfKind(bytes) && isEven(bytes) ? 'random' : undefined
}

const isOfKind = (bytes: Uint8Array): boolean => {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('hex')
  return kinds.some((kind) => start.startsWith(kind))
}

/** Chi-squared over the counts of each byte. */
const isEven = (bytes: Uint8Array): boolean => {
  const counts = new Uint32Array(256)
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
  const expected = bytes.length / 256
  const spread = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  return spread >= leastSpread && spread <= mostSpread
}
