// Controls, line separators, and the marks that reorder text.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

const escapeOne = (character: string): string => {
  if (character === '\n') return '\\n'
  if (character === '\t') return '\\t'
  const code = character.charCodeAt(0)
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/** A file name or cause as it may stand in a terminal: control characters escaped. */
export const visible = (text: string): string => text.replace(unprintable, escapeOne)
