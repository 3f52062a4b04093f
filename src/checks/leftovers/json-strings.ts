/** A string of JSON (or of most languages) that holds escaped line ends or quotes. */
export interface JsonString {
  readonly value: string
  /** Of its first character, the quote not counted. */
  readonly at: number
}

const meant: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

const decoded = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, letter: string) =>
    code === undefined ? (meant[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  )

/** In one pass, however quotes and backslashes follow one another: a string ends on its line. */
export function* jsonStrings(content: string): Generator<JsonString> {
  let start = -1
  let escaped = false
  for (const { 0: sign, index } of content.matchAll(/\\[^\n]|["\n]/g)) {
    if (sign === '"' && start !== -1) {
      if (escaped) yield { value: decoded(content.slice(start, index)), at: start }
      start = -1
    } else if (sign === '"') {
      start = index + 1
      escaped = false
    } else if (sign === '\n') start = -1
    else escaped = true
  }
}
