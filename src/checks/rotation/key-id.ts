// A whole id, or its beginning with the middle left out: AKIAI…7QZA, AKIAI***.
const keyId = /^AKIA(?<generation>[A-Z0-9])[A-Z0-9]*(?:(?:…|\.{2,}|\*+)(?<tail>[A-Z0-9]*))?$/
const documented = /^AKIA[A-Z0-9]{9}EXAMPLE$/

const isDocumented = (text: string, tail: string | undefined): boolean =>
  documented.test(text) || (tail !== undefined && tail.length > 1 && 'EXAMPLE'.endsWith(tail))

/**
 * The generation of a long-term AWS access key id or of a masked one that still shows it; undefined for anything else and
 * for the ids of AWS's own documentation. The fifth character carries the generation in its top bit (of base32): A to P
 * were issued before ids began to hold the account number, in 2019.
 */
export const keyIdGeneration = (text: string): 'old' | 'new' | undefined => {
  const groups = keyId.exec(text)?.groups
  if (groups === undefined || isDocumented(text, groups.tail)) return undefined
  const masked = groups.tail !== undefined
  if (!masked && text.length !== 20) return undefined
  return /[A-P]/.test(groups.generation ?? '') ? 'old' : 'new'
}
