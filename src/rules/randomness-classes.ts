/** States of the character model: the ends of a text, letters by case, any digit, anything else. */
export const stateCount = 55

/** The ends of a text. */
export const edge = 54

/** Any digit. */
export const digit = 52

/** Anything that is neither a letter nor a digit. */
export const symbol = 53

/** The state a character code stands in: 0–25 a–z, 26–51 A–Z, a digit, anything else. */
export const stateOf = (code: number): number => {
  if (code >= 97 && code <= 122) return code - 97
  if (code >= 65 && code <= 90) return code - 65 + 26
  return code >= 48 && code <= 57 ? digit : symbol
}
