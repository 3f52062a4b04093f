/** No name that people give to a key is longer. */
const longest = 100

const separators = /[\s._/:@-]+/
const mixed = /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z\d+=]{16,}$/
const capitals = /^[A-Z\d+=]{20,}$/

/** A run of letters and digits in it is no word: a token, a digest, base64. */
export const looksLikeToken = (text: string): boolean =>
  text.split(separators).some((run) => mixed.test(run) || capitals.test(run))

/** In no name that people give to a key; where a damaged file has one with these, it has swallowed a value. */
const noName = /[\p{Cc}\u2028\u2029\uFFFD"{}[\],]|^[*&!]\w+$/u

/** A map key as a message may name it: keys are never encrypted, and now and then one is itself a credential. */
export const shownKey = (key: string): string =>
  key.length > longest || noName.test(key) || looksLikeToken(key) ? '****' : key
