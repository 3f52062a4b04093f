// C0, DEL and C1; line and paragraph separators; what turns the direction of text; zero-width and tag characters;
// surrogates without a partner. Any of them in a file name could forge a line or steer a terminal.
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const escaped = (character: string): string => {
  const code = (character.codePointAt(0) ?? 0).toString(16)
  return short[character] ?? (code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`)
}

/** Text from a scanned file or its name, safe to print on one line. */
export const escapeControls = (text: string): string => text.replace(unsafe, escaped)

const units = (character: string): string =>
  [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('')

/** Pretty-printed JSON in which no character can steer a terminal; it parses back to the same value. */
export const printableJson = (value: unknown): string => {
  const text = JSON.stringify(value, undefined, 2)
  return `${text.replace(unsafe, (character) => (character === '\n' ? character : units(character)))}\n`
}
