/** No name that people give to a key is longer. */
const longest = 100

const separators = /[\s._/:@-]+/
const mixed = /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z\d+=]{16,}$/
const capitals = /^[A-Z\d+=]{20,}$/

/** A run of letters and digits in it is no word: a token, a digest, base64. */
export const looksLikeToken = (text: string): boolean =>
  text.split(separators).some((run) => mixed.test(run) || capitals.test(run))

/** No key goes over several lines; where a damaged file has one, it has swallowed a value. */
const severalLines = /[\n\r]/

/** A map key as a message may name it: keys are never encrypted, and now and then one is itself a credential. */
export const shownKey = (key: string): string =>
  key.length > longest || severalLines.test(key) || looksLikeToken(key) ? '****' : key
