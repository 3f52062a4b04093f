const plain = /^[\w@%+=:,./-]+$/
const unprintable = /[\p{Cc}\p{Cf}\u2028\u2029]/u

/** A path as one word of a POSIX shell; with control characters as a `$'…'` of bash and zsh, so that it can be printed. */
export const shellQuoted = (path: string): string => {
  const word = path.startsWith('-') ? `./${path}` : path
  if (plain.test(word)) return word
  if (!unprintable.test(word)) return `'${word.replaceAll("'", `'\\''`)}'`
  return `$'${word.replace(/[\\']/g, '\\$&').replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, octal)}'`
}

const octal = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
