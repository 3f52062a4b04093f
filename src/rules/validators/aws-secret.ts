/** The 40 characters themselves, whatever form of escaping they stand in. */
const unescaped = (value: string): string => value.replace(/\\\//g, '/').replace(/%2f/gi, '/').replace(/%2b/gi, '+')

/**
 * True for 40 characters of both cases. A drawn secret has both with all but one chance in 10^9;
 * a SHA-1 in hexadecimal, a row of dots and a word in capitals have not.
 */
export const isAwsSecret = (value: string): boolean => {
  const secret = unescaped(value)
  return secret.length === 40 && /[a-z]/.test(secret) && /[A-Z]/.test(secret) && !/^[0-9a-f]+$/i.test(secret)
}
