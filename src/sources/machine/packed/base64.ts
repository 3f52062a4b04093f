import { isUtf8 } from 'node:buffer'

// As `base64`, `openssl enc -a` and mail programs write it: lines of one length, the last one shorter; or one long word.
const word = /[\w+/-]{32,}={0,2}/g
const anyWord = /[\w+/-]{32}/
const wholeLine = /^[ \t>#"']{0,40}([\w+/-]+={0,2})["', \t]{0,10}$/
const fewest = 32

/** Blocks of base64 in content, decoded, of which what comes out is text or packed. */
export function* base64Blocks(bytes: Buffer): Generator<Buffer> {
  const text = bytes.toString('latin1')
  if (!anyWord.test(text)) return
  for (const block of blocksIn(text)) {
    const content = Buffer.from(block, 'base64')
    if (isMeant(content)) yield content
  }
}

function* blocksIn(text: string): Generator<string> {
  let lines: string[] = []
  for (const line of text.split(/\r?\n/)) {
    const [first = ''] = lines
    const whole = wholeLine.exec(line)?.[1]
    if (whole !== undefined && lines.length > 0 && whole.length <= first.length) {
      lines.push(whole)
      if (whole.length === first.length) continue
    }
    if (lines.length > 0) yield lines.join('')
    const isNext = whole !== undefined && whole.length > first.length
    lines = isNext && whole.length >= fewest ? [whole] : []
    if (whole === undefined) for (const [found] of line.matchAll(word)) yield found
  }
  if (lines.length > 0) yield lines.join('')
}

const gzip = 0x1f8b

/** Anything else that happens to be of these letters decodes to bytes that are no text. */
const isMeant = (content: Buffer): boolean =>
  (content.length > 18 && content.readUInt16BE(0) === gzip) || (content.every(isOfText) && isUtf8(content))

/** A NUL stands in the text of UTF-16. */
const isOfText = (byte: number): boolean =>
  byte >= 0x20 ? byte !== 0x7f : byte === 0 || (byte >= 0x09 && byte <= 0x0d)
