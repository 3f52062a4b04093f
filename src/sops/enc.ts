/** The types SOPS writes into `type:`. */
export type EncType = 'str' | 'int' | 'float' | 'bool' | 'bytes' | 'time' | 'comment'

/** One encrypted value; `data`, `iv` and `tag` are padded, canonical base64. */
export interface Enc {
  readonly data: string
  readonly iv: string
  readonly tag: string
  readonly type: EncType
}

// SOPS itself reads `^ENC\[AES256_GCM,data:(.+),iv:(.+),tag:(.+),type:(.+)\]` without an end, and drops what follows
// (getsops/sops, aes/cipher.go). iv is 32 bytes, so 43 characters and one pad; tag is 16, so 22 and two.
const grammar =
  /ENC\[AES256_GCM,data:([A-Za-z0-9+/]+={0,2}),iv:([A-Za-z0-9+/]{43}=),tag:([A-Za-z0-9+/]{22}==),type:(str|int|float|bool|bytes|time|comment)\]/y
const prefix = 'ENC[AES256_GCM,data:'

/** The encrypted value that `text` is, from its first character to its last; undefined for anything else. */
export const parseEnc = (text: string): Enc | undefined => {
  const found = encAt(text, 0)
  return found !== undefined && found.end === text.length ? found.enc : undefined
}

/** Half-open ranges of every encrypted value inside `text`, in order. */
export function* encSpans(text: string): Generator<[start: number, end: number]> {
  let start = text.indexOf(prefix)
  while (start !== -1) {
    const found = encAt(text, start)
    if (found !== undefined) yield [start, found.end]
    start = text.indexOf(prefix, found?.end ?? start + prefix.length)
  }
}

const encAt = (text: string, start: number): { enc: Enc; end: number } | undefined => {
  grammar.lastIndex = start
  const match = grammar.exec(text)
  if (match === null) return undefined
  const [whole, data = '', iv = '', tag = '', type = ''] = match
  if (![data, iv, tag].every(isCanonical)) return undefined
  return { enc: { data, iv, tag, type: type as EncType }, end: start + whole.length }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** A multiple of four characters whose unused bits before the padding are zero. */
const isCanonical = (base64: string): boolean => {
  if (base64.length % 4 !== 0) return false
  if (!base64.endsWith('=')) return true
  const unusedBits = base64.endsWith('==') ? 0b1111 : 0b11
  const last = base64.at(base64.endsWith('==') ? -3 : -2) ?? ''
  return (alphabet.indexOf(last) & unusedBits) === 0
}
