import { isUtf8 } from 'node:buffer'

// Lone low surrogates, which no decoded name holds: U+DC00 + byte.
const first = 0xdc00

const isPlain = (name: Buffer): boolean => isUtf8(name) && !name.includes(0x0a) && !name.includes(0x0d)

const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f

/**
 * A name as a string that loses nothing: one that is not UTF-8, or holds a line break, which glob patterns do not
 * match, has its bytes written as lone surrogates.
 */
export const stringOf = (name: Buffer): string =>
  isPlain(name)
    ? name.toString()
    : Array.from(name, (byte) => String.fromCharCode(isPrintable(byte) ? byte : first + byte)).join('')

const bytesOfCharacter = (character: string): Buffer => {
  const code = character.codePointAt(0) ?? 0
  return code >= first && code <= first + 0xff ? Buffer.from([code - first]) : Buffer.from(character)
}

/** The bytes that {@link stringOf} was given; any other string as UTF-8. */
export const bytesOf = (text: string): Buffer => Buffer.concat(Array.from(text, bytesOfCharacter))
