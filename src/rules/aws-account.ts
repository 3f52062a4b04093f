const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const shape = /^[A-Z]{4}[A-Z2-7]{16}$/

/** The first ten characters after the prefix, five bits each. */
const bitsOf = (id: string): bigint => {
  let bits = 0n
  for (const character of id.slice(4, 14)) bits = (bits << 5n) | BigInt(alphabet.indexOf(character))
  return bits
}

/** True for an id made before 2019: the bit after the prefix is unset, and no account number stands in it. */
export const isOldGeneration = (id: string): boolean => shape.test(id) && alphabet.indexOf(id.charAt(4)) < 16

/**
 * The account an AWS key id belongs to, as twelve digits, read from the id alone; undefined where it holds none.
 * An observation about the ids that AWS gives out, not something AWS documents. 40 bits stand behind the generation bit.
 */
export const awsAccount = (id: string): string | undefined => {
  if (!shape.test(id) || isOldGeneration(id)) return undefined
  const account = ((bitsOf(id) >> 2n) & 0x7fffffffff80n) >> 7n
  return account.toString().padStart(12, '0')
}
