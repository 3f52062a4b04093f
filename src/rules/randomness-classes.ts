/** States of the character model: the ends of a text, letters by case, any digit, anything else. */
export const stateCount = 55

/** The ends of a text. */
export const edge = 54

/** The state a character stands in: 0–25 a–z, 26–51 A–Z, 52 a digit, 53 anything else. */
export const stateOf = (character: string): number => {
  const code = character.charCodeAt(0)
  if (code >= 97 && code <= 122) return code - 97
  if (code >= 65 && code <= 90) return code - 65 + 26
  return code >= 48 && code <= 57 ? 52 : 53
}
