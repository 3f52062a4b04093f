/** Shares of Hashicorp's form, as SOPS makes them: one byte of y for each byte of the secret, then x. */
type Share = Uint8Array

/** The secret that shares belong to, by interpolation in GF(2^8) at zero; undefined for what are no shares of one secret. */
export const combineShares = (shares: readonly Share[]): Buffer | undefined => {
  const length = shares[0]?.length ?? 0
  const places = shares.map((share) => share.at(-1) ?? 0)
  if (shares.length < 2 || length < 2 || shares.some((share) => share.length !== length)) return undefined
  if (new Set(places).size !== places.length) return undefined
  const weights = places.map((place, index) => weightOf(place, places.toSpliced(index, 1)))
  const secret = Buffer.alloc(length - 1)
  for (const [index, share] of shares.entries())
    for (let at = 0; at < secret.length; at++)
      secret[at] = (secret[at] ?? 0) ^ multiply(share[at] ?? 0, weights[index] ?? 0)
  return secret
}

/** Lagrange's polynomial of one share at zero; subtracting is adding in this field. */
const weightOf = (place: number, others: readonly number[]): number =>
  others.reduce((weight, other) => multiply(weight, multiply(other, inverse(other ^ place))), 1)

/** Modulo x^8 + x^4 + x^3 + x + 1. */
const multiply = (left: number, right: number): number => {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ (product & 0x80 ? 0x11b : 0)
    if (right & (1 << bit)) product ^= left
  }
  return product
}

/** The 254th power. */
const inverse = (value: number): number => {
  let result = 1
  for (let times = 0; times < 254; times++) result = multiply(result, value)
  return result
}
