import { isUtf8 } from 'node:buffer'

// As `base64`, `openssl enc -a` and mail programs write it: lines of one length, the last one shorter; or one long word.
const fewest = 32
const quote = /^[ \t>#"']*$/
const wholeLine = /^[ \t>#"']*([\w+/-]+={0,2})["', \t\r]*$/
const longestLine = 1024

const newline = 0x0a
const equals = 0x3d

const isLetter = new Uint8Array(256)
for (const sign of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_')
  isLetter[sign.charCodeAt(0)] = 1

/** Blocks of base64 in content, decoded, of which what comes out is text or packed. */
export function* base64Blocks(bytes: Buffer): Generator<Buffer> {
  let start = 0
  for (let at = 0; at <= bytes.length; at++) {
    if (isLetter[bytes[at] ?? newline] === 1) continue
    if (at - start >= fewest) {
      const { text, end } = blockFrom(bytes, start, at)
      const content = Buffer.from(text, 'base64')
      if (isMeant(content)) yield content
      at = Math.max(at, end)
    }
    start = at + 1
  }
}

/** A word, and the lines behind it that are no longer than it, up to and with the first one that is shorter. */
const blockFrom = (bytes: Buffer, start: number, end: number): { text: string; end: number } => {
  const words = [bytes.toString('latin1', start, end)]
  const width = end - start
  let last = bytes[end] === equals ? undefined : endOfLine(bytes, start, end)
  let close = last ?? end
  while (last !== undefined && last < bytes.length) {
    const next = bytes.indexOf(newline, last + 1)
    const lineEnd = next === -1 ? bytes.length : next
    const word =
      lineEnd - last > longestLine ? undefined : wholeLine.exec(bytes.toString('latin1', last + 1, lineEnd))?.[1]
    if (word === undefined || word.length > width) break
    words.push(word)
    close = lineEnd
    last = word.length === width ? lineEnd : undefined
  }
  return { text: words.join(''), end: close }
}

/** What may stand around the word on its line. */
const before = 40
const after = 10

/** Where the line ends that is this word alone; undefined where more stands on it. */
const endOfLine = (bytes: Buffer, start: number, end: number): number | undefined => {
  const left = bytes.toString('latin1', Math.max(start - before, 0), start)
  const right = bytes.toString('latin1', end, end + after)
  const isAlone = quote.test(left.slice(left.lastIndexOf('\n') + 1)) && /^["', \t\r]*(?:\n|$)/.test(right)
  if (!isAlone) return undefined
  const found = right.indexOf('\n')
  return found === -1 ? Math.min(end + after, bytes.length) : end + found
}

const gzip = 0x1f8b

/** Anything else that happens to be of these letters decodes to bytes that are no text. */
const isMeant = (content: Buffer): boolean =>
  (content.length > 18 && content.readUInt16BE(0) === gzip) || (content.every(isOfText) && isUtf8(content))

/** A NUL stands in the text of UTF-16. */
const isOfText = (byte: number): boolean =>
  byte >= 0x20 ? byte !== 0x7f : byte === 0 || (byte >= 0x09 && byte <= 0x0d)
