const powers: ReadonlyMap<string, number> = new Map([...'kMGTPEZY'].map((letter, at) => [letter, at + 1]))
const singles: ReadonlyMap<string, number> = new Map([
  ['c', 1],
  ['b', 512],
  ['B', 1024],
])

const form = /^\s*\+?(0[xX][\da-fA-F]+|0[0-7]*|[1-9]\d*)?(?:([cbB])|([kKMGTPEZY])(iB|[BD])?)?$/

const numberOf = (digits: string): number => {
  if (/^0x/i.test(digits)) return Number.parseInt(digits, 16)
  return Number.parseInt(digits, digits.startsWith('0') ? 8 : 10)
}

const factorOf = (letter: string, ending: string | undefined): number =>
  (ending === 'B' || ending === 'D' ? 1000 : 1024) ** (powers.get(letter === 'K' ? 'k' : letter) ?? 0)

/**
 * The bytes that a size of GNU shred stands for, undefined where it is none: decimal, octal (`0…`) or hexadecimal
 * (`0x…`), then `c` (1), `b` (512), `B`, `K`, `KiB` (1024), `KB` (1000), and so on to `Y`. A unit alone is one of it.
 */
export const parseSize = (text: string): number | undefined => {
  const [whole, digits, single = '', letter = '', ending] = form.exec(text) ?? []
  if (whole === undefined || (digits === undefined && single === '' && letter === '')) return undefined
  const count = digits === undefined ? 1 : numberOf(digits)
  const bytes = count * (singles.get(single) ?? factorOf(letter, ending))
  return Number.isSafeInteger(bytes) ? bytes : undefined
}
