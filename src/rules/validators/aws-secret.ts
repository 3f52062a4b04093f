/** The 40 characters themselves, whatever form of escaping they stand in. */
const unescaped = (value: string): string => value.replace(/\\\//g, '/').replace(/%2f/gi, '/').replace(/%2b/gi, '+')

// A drawn secret holds about thirty different characters.
const fewest = 12

/** What stands in a template in the place of a secret: few characters over and over, or the alphabet. */
const isFiller = (secret: string): boolean =>
  new Set(secret).size < fewest || /abcdefgh|ABCDEFGH|EXAMPLEKEY/.test(secret)

/**
 * True for 40 characters of both cases. A drawn secret has both with all but one chance in 10^9;
 * a SHA-1 in hexadecimal, a row of dots and a word in capitals have not.
 */
export const isAwsSecret = (value: string): boolean => {
  const secret = unescaped(value)
  return (
    secret.length === 40 &&
    /[a-z]/.test(secret) &&
    /[A-Z]/.test(secret) &&
    !/^[0-9a-f]+$/i.test(secret) &&
    !isFiller(secret)
  )
}
