export type Weakness = 'short' | 'placeholder' | 'pattern'

/** A credential of fewer bytes is guessed before it is cracked. */
export const fewestBytes = 8

/** Longer values are no words. */
const longestWord = 32

const words: ReadonlySet<string> = new Set(
  `changeme changeit changethis replaceme fillme fixme todo tbd placeholder example sample dummy redacted secret
  mysecret supersecret topsecret password passwort passwd mypassword yourpassword pass passphrase passw0rd p@ssword
  p@ssw0rd letmein welcome admin administrator root user default guest test testing testtest testpassword token mytoken
  yourtoken apikey yourapikey none null undefined empty qwerty qwertyuiop asdfghjkl iloveyou monkey dragon
  correcthorsebatterystaple abcdefgh abcdefghij abcdef 12345678 123456789 1234567890 0123456789 87654321 11223344`.split(
    /\s+/,
  ),
)

/** Why a credential is weak; undefined for one that is not. */
export const weaknessOf = (value: Buffer): Weakness | undefined => {
  if (value.length === 0) return undefined
  if (isPlaceholder(value)) return 'placeholder'
  if (value.length < fewestBytes) return 'short'
  return isRepeated(value) ? 'pattern' : undefined
}

const isPlaceholder = (value: Buffer): boolean => {
  if (value.length > longestWord) return false
  const word = value.toString('latin1').toLowerCase()
  return words.has(word) || words.has(word.replace(/[-_. ]/g, '')) || words.has(word.replace(/[\d!?.]{1,4}$/, ''))
}

/** The same four bytes or fewer over and over. */
const isRepeated = (value: Buffer): boolean =>
  [1, 2, 3, 4].some((period) => value.subarray(period).equals(value.subarray(0, value.length - period)))
