import { TextDecoder } from 'node:util'

/** `with-nul` is text that holds NUL bytes: UTF-16 appended to a file of ASCII, as a shell's redirection does. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'with-nul'

const sampleSize = 4096

/** Text of mostly ASCII characters in UTF-16 has a zero in every second byte. */
const evenOddZeros = (bytes: Uint8Array): { even: number; odd: number; pairs: number } => {
  const end = Math.min(bytes.length, sampleSize) & ~1
  let even = 0
  let odd = 0
  for (let index = 0; index < end; index += 2) {
    if (bytes[index] === 0) even++
    if (bytes[index + 1] === 0) odd++
  }
  return { even, odd, pairs: end / 2 }
}

const isControl = (byte: number): boolean =>
  byte < 0x20 && byte !== 0 && !(byte >= 0x08 && byte <= 0x0d) && byte !== 0x1b

const samples = (bytes: Uint8Array): Uint8Array[] => [bytes.subarray(0, sampleSize), bytes.subarray(-sampleSize)]

/** NULs beside nothing but text: no other control characters at either end, and fewer NULs than text. */
const isTextWithNuls = (bytes: Uint8Array): boolean =>
  samples(bytes).every((sample) => !sample.some(isControl)) &&
  samples(bytes).some((sample) => sample.filter((byte) => byte === 0).length <= sample.length / 2)

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

/** Recognises UTF-16 by its byte order mark, or without one by its zeros; all else counts as UTF-8. */
export const encodingOf = (bytes: Uint8Array): Encoding => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes.length < 8 || !asBuffer(bytes).includes(0)) return 'utf-8'
  const { even, odd, pairs } = evenOddZeros(bytes)
  if (bytes[1] === 0 && odd > pairs * 0.4 && even < pairs * 0.05) return 'utf-16le'
  if (bytes[0] === 0 && even > pairs * 0.4 && odd < pairs * 0.05) return 'utf-16be'
  return isTextWithNuls(bytes) ? 'with-nul' : 'utf-8'
}

/** Content as UTF-8 bytes without a byte order mark. */
export const toUtf8 = (bytes: Uint8Array, encoding: Encoding): Uint8Array => {
  if (encoding === 'with-nul') return bytes.filter((byte) => byte !== 0)
  if (encoding !== 'utf-8') return Buffer.from(new TextDecoder(encoding).decode(bytes), 'utf8')
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return marked ? bytes.subarray(3) : bytes
}

/** Whether the first 8,000 bytes hold a NUL, which is git's own test for binary content. */
export const isBinary = (bytes: Uint8Array): boolean => asBuffer(bytes.subarray(0, 8000)).includes(0)

const withoutNuls = (chunk: Uint8Array): Uint8Array =>
  asBuffer(chunk).includes(0) && isTextWithNuls(chunk) ? toUtf8(chunk, 'with-nul') : chunk

/** The same decoding for content that arrives in pieces; NULs are taken out of every piece that is text beside them. */
export async function* decoded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: TextDecoder | undefined
  let first = true
  for await (const chunk of chunks) {
    const encoding = first ? encodingOf(chunk) : undefined
    if (encoding === 'utf-16le' || encoding === 'utf-16be') decoder = new TextDecoder(encoding)
    if (decoder !== undefined) yield Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8')
    else yield withoutNuls(first ? toUtf8(chunk, 'utf-8') : chunk)
    first = false
  }
}
